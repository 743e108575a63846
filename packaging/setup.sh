# shellcheck shell=sh
# What ./run and ./test share: a .venv with the locked Python libraries, and the system libraries beside it.
#
# Sourced, with $root set to the checkout; the one entry is set_up. Everything is said on standard error, because the
# standard output belongs to the program that is started afterwards. What was done is noted in stamps inside .venv:
# a stamp holds a checksum of all that it depends on, so that a second start only reads files.

: "${root:?packaging/setup.sh is sourced by ./run and ./test}"
venv=$root/.venv

# Newest first. 3.14 comes late because pocketsphinx has no wheel for it yet, so that a C compiler is needed there.
python_candidates=${HOLDFAST_PYTHON:-python3.13 python3.12 python3.11 python3.14 python3}

say() { printf 'holdfast: %s\n' "$*" >&2; }
give_up() {
    say "$@"
    exit 1
}

# set_up LOCK WHEN...: the Python libraries of packaging/LOCK, and the system packages for WHEN (see system-packages).
set_up() {
    lock=$root/packaging/$1
    shift
    expected=$(checksum "${lock##*/} ${HOLDFAST_PYTHON-}" "$lock" "$root/pyproject.toml")
    stamp=$venv/stamp-${lock##*/}
    if ! { [ -x "$venv/bin/python" ] && [ ! -e "$venv/unfinished" ] && stamped; }; then
        install_python_libraries
        echo "$expected" >"$stamp"
    fi
    [ "$(uname -s)" = Linux ] || return 0
    expected=$(checksum "$*" "$root/packaging/system-packages")
    stamp=$venv/stamp-system-$(printf %s "$*" | tr ' ' -)
    stamped && return 0
    install_system_packages "$@" && echo "$expected" >"$stamp"
    return 0 # what is missing has been said, and only part of Holdfast may need it
}

# checksum WORDS FILE...: of these, of this script, and of where the checkout is, for scripts in .venv name that folder.
checksum() {
    words=$1
    shift
    { printf '%s\n' "$root" "$words" && cat "$root/packaging/setup.sh" "$@"; } | cksum
}

stamped() { [ -r "$stamp" ] && read -r found <"$stamp" && [ "$found" = "$expected" ]; }

# ------------------------------------------------------------------------------------------------ Python

install_python_libraries() {
    if [ -e "$venv/unfinished" ]; then
        read -r other <"$venv/unfinished" || other=
        if [ -n "$other" ] && runs "$other"; then
            give_up "another start is just setting up .venv (process $other); start again when it is done." \
                "If there is none, delete .venv first."
        fi
    fi
    python=$(choose_python) || exit 1
    if ! usable_venv; then
        [ ! -e "$venv" ] || say "making .venv anew: it is incomplete, was moved, or its Python is another one."
        rm -rf "$venv"
        say "making .venv with $python"
        make_venv || give_up "could not make $venv; the reason stands above." \
            "Check that the folder is writable and the disk not full, then start again."
    fi
    echo $$ >"$venv/unfinished"
    say "installing what is missing of packaging/${lock##*/} into .venv (about 130 MB the first time)"
    pip_install --require-hashes -r "$lock"
    pip_install --no-deps --no-build-isolation --editable "$root"
    rm "$venv/unfinished"
}

# A killed process that nobody waits for (containers without an init) still answers to signal 0.
runs() { kill -0 "$1" 2>/dev/null && ! grep -qs '^State:.*zombie' "/proc/$1/status"; }

make_venv() { mkdir "$venv" && echo $$ >"$venv/unfinished" && "$python" -I -m venv "$venv" >&2; }

pip_install() {
    if [ -t 2 ]; then loud=; else loud=--quiet; fi
    # shellcheck disable=SC2086 # $loud is nothing or one word
    "$venv/bin/python" -I -m pip install $loud --disable-pip-version-check "$@" >&2 ||
        give_up "could not install the Python libraries; the reason stands above. Check the network (or pip's" \
            "configuration) and the disk, and start again. A library that has no wheel for this Python needs a C" \
            "compiler; another Python can be chosen with HOLDFAST_PYTHON=python3.13"
}

# Whole, made here, and by the Python that would be chosen now. Python 3.11+ writes the last two into pyvenv.cfg.
usable_venv() {
    [ ! -e "$venv/unfinished" ] && [ -r "$venv/pyvenv.cfg" ] &&
        grep -qxF "executable = $python" "$venv/pyvenv.cfg" &&
        grep -qF -e "-m venv $venv" "$venv/pyvenv.cfg" &&
        "$venv/bin/python" -I -c 'import pip' 2>/dev/null
}

# Prints the real path of the first candidate that starts, is new enough and can make environments. A name on PATH
# proves nothing: a pyenv shim may refuse to run, and Debian keeps ensurepip in a package of its own.
choose_python() {
    if usable_python; then return; fi
    lacking=$(first_python 'print("python%d.%d-venv" % sys.version_info[:2])') || lacking=
    if [ -n "$lacking" ] && command -v apt-get >/dev/null; then
        say "needs from the system, and installs with apt-get: $lacking, to make .venv"
        apt_install "$lacking" && usable_python && return
    fi
    say "no usable Python 3.11 or newer among: $python_candidates"
    for name in $python_candidates; do
        if command -v "$name" >/dev/null; then
            say "  $name: $("$name" -I -c 'import sys; print(sys.version.split()[0]); import ssl, venv, ensurepip' 2>&1 |
                tr '\n' ' ')"
        fi
    done
    say "Install one and start again: apt install python3 python3-venv / dnf install python3 / pacman -S python /" \
        "brew install python@3.13"
    return 1
}

usable_python() { first_python 'import ssl, venv, ensurepip; print(os.path.realpath(sys.executable))'; }

# first_python CODE: what CODE prints in the first candidate where it succeeds.
first_python() {
    for name in $python_candidates; do
        "$name" -I -c "import os, sys; sys.version_info >= (3, 11) or sys.exit(1); $1" 2>/dev/null && return
    done
    return 1
}

# ------------------------------------------------------------------------------------------------ the system

# install_system_packages WHEN...: success if nothing is missing any more.
install_system_packages() {
    find_missing "$@"
    [ -n "$missing" ] || return 0
    say "needs from the system:"
    printf '%s' "$missing" >&2
    if ! command -v apt-get >/dev/null; then
        say "Install them and start again: $(install_line)"
        return 1
    fi
    say "installing them with apt-get"
    # shellcheck disable=SC2086 # a list of names
    apt_install $packages || return 1
    find_missing "$@"
    [ -z "$missing" ] && return 0
    say "still missing:"
    printf '%s' "$missing" >&2
    return 1
}

# find_missing WHEN...: sets $missing to lines for people, $packages to names for the package manager.
find_missing() {
    missing='' packages=''
    libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) || libraries=
    while read -r when probe debian fedora arch why; do
        case " $* " in *" $when "*) ;; *) continue ;; esac
        if present "$probe"; then continue; fi
        if command -v apt-get >/dev/null; then
            package=$debian
        elif command -v dnf >/dev/null; then
            package=$fedora
        elif command -v pacman >/dev/null; then
            package=$arch
        else
            package=$debian
        fi
        case " $packages " in *" $package "*) ;; *) packages="$packages $package" ;; esac
        missing="$missing  $package: $why
"
    done <"$root/packaging/system-packages"
}

present() {
    # shellcheck disable=SC2086 # what file: is followed by is a pattern
    case $1 in
        lib:*) case $libraries in *"${1#lib:} "*) true ;; *) false ;; esac ;;
        program:*) command -v "${1#program:}" >/dev/null ;;
        file:*) one_exists /usr/lib*/${1#file:} /usr/lib/*/${1#file:} ;;
        font:*) find -L /usr/share/fonts /usr/local/share/fonts 2>/dev/null | grep -qE '\.(ttf|ttc|otf)$' ;;
        *) give_up "packaging/system-packages: nobody knows how to look for $1" ;;
    esac
}

one_exists() {
    for file; do [ ! -e "$file" ] || return 0; done
    return 1
}

install_line() {
    if command -v dnf >/dev/null; then
        echo "sudo dnf install$packages"
    elif command -v pacman >/dev/null; then
        echo "sudo pacman -S --needed$packages"
    else
        echo "they are named as in Debian here:$packages"
    fi
}

# apt_install PACKAGE...: without questions, as root.
apt_install() {
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "cannot become root (no sudo). As root: apt-get install $*"
            return 1
        fi
        as_root=sudo
        [ -t 0 ] || as_root="sudo -n" # nobody is there to type a password
    fi
    apt_get install -qq "$@" >/dev/null 2>&1 && return
    apt_get update -qq >/dev/null || true # the lists may be missing or old; what that costs, the next line says
    apt_get install -qq "$@" >/dev/null && return
    say "apt-get failed; the reason stands above. Run it by hand, then start again: sudo apt-get install $*"
    return 1
}

apt_get() {
    verb=$1
    shift
    [ "$verb" = update ] || set -- -y --no-install-recommends "$@"
    # shellcheck disable=SC2086 # $as_root is nothing, or sudo with its option
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$verb" "$@" </dev/null
}
