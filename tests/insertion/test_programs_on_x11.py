"""The programs that rules can be made for."""

import pytest

from app.insertion.programs import Program, open_programs, program_in_front
from rig.insertion import field_window, terminal

pytestmark = pytest.mark.x11


def test_open_programs_are_listed_and_the_one_in_front_is_known(x11, tmp_path):
    with field_window(x11), terminal(x11, tmp_path / "notes"):
        assert open_programs(x11.environment) == (
            Program("text_field.py", "target"),
            Program("xterm", "target"),
        )
        assert program_in_front(x11.environment) == Program("xterm", "target")


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}])
def test_where_nobody_tells_there_are_none(environment):
    assert open_programs(environment) == ()
    assert program_in_front(environment) is None
