"""Global hotkeys: one small Protocol (`backend`), one module per desktop. No Qt."""
