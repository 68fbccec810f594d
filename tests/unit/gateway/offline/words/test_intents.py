"""What the words of an instruction ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.offline.words.intents import parse


def told(instruction: str, files: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The intents as short tuples: the kind, then what matters of it."""
    rows: list[tuple[str, ...]] = []
    for intent in parse(instruction, files):
        match intent.kind:
            case "write" | "append":
                rows.append((intent.kind, intent.path, intent.content))
            case "edit":
                rows.append((intent.kind, intent.path, intent.old, intent.new))
            case "run":
                rows.append((intent.kind, intent.command))
            case "grep":
                rows.append((intent.kind, intent.query, intent.path))
            case "glob" | "web" | "fetch":
                rows.append((intent.kind, intent.query))
            case "delegate":
                rows.append((intent.kind, intent.content))
            case _:
                rows.append((intent.kind, intent.path))
    return rows


HELLO = "Hello\n"
W, R, E, X = "write", "read", "edit", "run"
PHRASES: list[tuple[str, list[tuple[str, ...]]]] = [
    ("Use a subagent to write a.txt, then read it. Then read b.txt.", [("delegate", "write a.txt, then read it"), (R, "b.txt")]),
    ("Write b.txt, then have a general-purpose agent read it", [(W, "b.txt", HELLO), ("delegate", "read it")]),
    ("Use the Agent tool to say 'a. b' in c.txt", [("delegate", "say 'a. b' in c.txt")]),
    ("Write hello.txt then read it", [(W, "hello.txt", HELLO), (R, "hello.txt")]),
    ("Write hello.txt. Read hello.txt.", [(W, "hello.txt", HELLO), (R, "hello.txt")]),
    ("Write hello.txt\nThen read it back", [(W, "hello.txt", HELLO), (R, "hello.txt")]),
    ("write zebra.log,then read it", [(W, "zebra.log", HELLO), (R, "zebra.log")]),
    ("WRITE HELLO.TXT THEN READ IT", [(W, "HELLO.TXT", HELLO), (R, "HELLO.TXT")]),
    ("Read it after writing q.txt", [(W, "q.txt", HELLO), (R, "q.txt")]),
    ("Write hello.txt, but do not read it", [(W, "hello.txt", HELLO)]),
    (
        "Create a file named notes/todo.md that says 'buy milk' and show me what is in it",
        [(W, "notes/todo.md", "buy milk\n"), (R, "notes/todo.md")],
    ),
    (
        "make greet.py which prints hi, run it, then change hi to bye and run it again",
        [(W, "greet.py", "print('hi')\n"), (X, "python3 greet.py"), (E, "greet.py", "hi", "bye"), (X, "python3 greet.py")],
    ),
    (
        'please put the text "abc def" into two files a.txt and b.txt',
        [(W, "a.txt", "abc def\n"), (W, "b.txt", "abc def\n")],
    ),
    ("read README.md and then list the files here", [(R, "README.md"), ("list", "")]),
    ("replace foo with bar in x.cfg", [(E, "x.cfg", "foo", "bar")]),
    ("execute `ls -la`", [(X, "ls -la")]),
    ("what does the file config.json contain?", [(R, "config.json")]),
    ("run the command echo hello", [(X, "echo hello")]),
    (
        'Could you please create a file called "shopping list.txt" containing milk, eggs and bread, and then read it back to me?',
        [(W, "shopping list.txt", "milk, eggs and bread\n"), (R, "shopping list.txt")],
    ),
    (
        "I'd like you to make a new file `deploy.yaml` with the content `replicas: 3`. Then show it.",
        [(W, "deploy.yaml", "replicas: 3\n"), (R, "deploy.yaml")],
    ),
    (
        'Create data/users.json with {"name": "Ada", "age": 36} and then cat it',
        [(W, "data/users.json", '{"name": "Ada", "age": 36}\n'), (R, "data/users.json")],
    ),
    ("Write the text 'hello world' to 'greeting' and read that file", [(W, "greeting", "hello world\n"), (R, "greeting")]),
    ("Write hello world to out.log; then display out.log", [(W, "out.log", "hello world\n"), (R, "out.log")]),
    ("Create three files: one.txt, two.txt and three.txt", [(W, f"{n}.txt", HELLO) for n in ("one", "two", "three")]),
    (
        'Put "alpha" in a.txt and "beta" in b.txt, then read both',
        [(W, "a.txt", "alpha\n"), (W, "b.txt", "beta\n"), (R, "a.txt"), (R, "b.txt")],
    ),
    (
        'create file1.txt and file2.txt with contents "one" and "two" respectively',
        [(W, "file1.txt", "one\n"), (W, "file2.txt", "two\n")],
    ),
    (
        "Can you write a Python script named fib.py that prints hello and run it?",
        [(W, "fib.py", "print('hello')\n"), (X, "python3 fib.py")],
    ),
    (
        "Create a Python script that prints hi. Call it hey.py. Run it.",
        [(W, "hey.py", "print('hi')\n"), (X, "python3 hey.py")],
    ),
    (
        "write a script that prints 42 and save it as answer.py then run it",
        [(W, "answer.py", "print('42')\n"), (X, "python3 answer.py")],
    ),
    (
        "Create a bash script build.sh that echoes building, then execute it",
        [(W, "build.sh", "#!/bin/sh\necho building\n"), (X, "bash build.sh")],
    ),
    (
        "create a file test.sh that says echo hi, make it executable and run it",
        [(W, "test.sh", "echo hi\n"), (X, "chmod +x test.sh"), (X, "bash test.sh")],
    ),
    ('create foo.py with print("hi there") and run it', [(W, "foo.py", 'print("hi there")\n'), (X, "python3 foo.py")]),
    (
        "Create greet.py which prints hi, then change it to print bye and run it",
        [(W, "greet.py", "print('hi')\n"), (W, "greet.py", "print('bye')\n"), (X, "python3 greet.py")],
    ),
    (
        "Create `Makefile` with:\n```make\nall:\n\techo hi\n```\nthen run `make`",
        [(W, "Makefile", "all:\n\techo hi\n"), (X, "make")],
    ),
    ("Write hello.txt:\n```\nline 1\nline 2\n```\nthen read it", [(W, "hello.txt", "line 1\nline 2\n"), (R, "hello.txt")]),
    (
        'Write a file named report.md. It should contain "# Report". Then read it.',
        [(W, "report.md", "# Report\n"), (R, "report.md")],
    ),
    ('Make a new file, name it blue.txt, put "sky" inside, then print it', [(W, "blue.txt", "sky\n"), (R, "blue.txt")]),
    ("write hello.txt in the folder out and then read it", [(W, "out/hello.txt", HELLO), (R, "out/hello.txt")]),
    ("In the notes directory create todo.md saying call mum", [(W, "notes/todo.md", "call mum\n")]),
    ("1. Create a.txt\n2. Create b.txt\n3. List the files", [(W, "a.txt", HELLO), (W, "b.txt", HELLO), ("list", "")]),
    ("touch empty.txt", [(W, "empty.txt", "")]),
    ("create an empty file named void.txt", [(W, "void.txt", "")]),
    ("write 'don't panic' to towel.txt", [(W, "towel.txt", "don't panic\n")]),
    ('Write "It\'s fine" into ok.txt', [(W, "ok.txt", "It's fine\n")]),
    ("Write “smart quotes” to übung.txt", [(W, "übung.txt", "smart quotes\n")]),
    ('Use the Write tool to create zeta.txt with the text "zeta"', [(W, "zeta.txt", "zeta\n")]),
    ("Read src/main.rs, src/lib.rs and Cargo.toml", [(R, "src/main.rs"), (R, "src/lib.rs"), (R, "Cargo.toml")]),
    ("Show me the contents of package.json", [(R, "package.json")]),
    ("What's in notes.md?", [(R, "notes.md")]),
    ("What does `config.toml` say?", [(R, "config.toml")]),
    ("read the file `LICENSE`", [(R, "LICENSE")]),
    ("Explain what src/app.py does", [(R, "src/app.py")]),
    ("cat /etc/hostname", [(R, "/etc/hostname")]),
    ("what files are in this directory?", [("list", "")]),
    ("List all files in the src folder", [("list", "src")]),
    ("ls", [("list", "")]),
    ("run `pytest -q` and tell me what happened", [(X, "pytest -q")]),
    ("Run the tests", [(X, "python3 -m pytest -q")]),
    ("use the bash tool to run echo hi", [(X, "echo hi")]),
    ("run python3 fib.py --count 10", [(X, "python3 fib.py --count 10")]),
    ("run fib.py with the argument 10", [(X, "python3 fib.py 10")]),
    ("Could you run the shell command ls -la /tmp for me please?", [(X, "ls -la /tmp")]),
    ("run `echo one` and `echo two`", [(X, "echo one"), (X, "echo two")]),
    ("Run the following command: ls | wc -l", [(X, "ls | wc -l")]),
    ('Execute: python3 -c "print(1+1)"', [(X, 'python3 -c "print(1+1)"')]),
    ("git status --short", [(X, "git status --short")]),
    ("In settings.ini, change debug=true to debug=false", [(E, "settings.ini", "debug=true", "debug=false")]),
    ('Please edit app.py: replace "foo()" with "bar()"', [(E, "app.py", "foo()", "bar()")]),
    ("edit config.ini: foo -> bar", [(E, "config.ini", "foo", "bar")]),
    ("edit x.cfg and change port 80 to port 8080", [(E, "x.cfg", "port 80", "port 8080")]),
    ("Update version.txt so that 1.0 becomes 2.0", [(E, "version.txt", "1.0", "2.0")]),
    ("Open index.html and change the title from Old to New", [(R, "index.html"), (E, "index.html", "Old", "New")]),
    ("In the file main.c, rename foo to bar", [(E, "main.c", "foo", "bar")]),
    ("change foo to bar, and baz to qux in x.cfg", [(E, "x.cfg", "foo", "bar"), (E, "x.cfg", "baz", "qux")]),
    ("remove the word draft from report.md", [(E, "report.md", "draft", "")]),
    ('append "the end" to story.txt', [("append", "story.txt", "the end")]),
    ('Add a line saying "bye" to the end of log.txt', [("append", "log.txt", "bye")]),
    ("Delete the file tmp.txt", [(X, "rm tmp.txt")]),
    ("Rename a.txt to b.txt", [(X, "mv a.txt b.txt")]),
    ("Copy a.txt to backup/a.txt", [(X, "cp a.txt backup/a.txt")]),
    (
        "Create a directory called build and put a file named x.txt in it",
        [(X, "mkdir -p build"), (W, "build/x.txt", HELLO)],
    ),
    ("Search for TODO in the project", [("grep", "TODO", "")]),
    ('grep "def main" in src', [("grep", "def main", "src")]),
    ("Find where main is defined", [("grep", "main", "")]),
    ("find all *.py files", [("glob", "*.py")]),
    ("find all Python files", [("glob", "**/*.py")]),
    ("Search the web for the latest Python version", [("web", "latest Python version")]),
    ("fetch https://example.com/page", [("fetch", "https://example.com/page")]),
]


@pytest.mark.parametrize(("instruction", "expected"), PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_phrase(instruction: str, expected: list[tuple[str, ...]]) -> None:
    """An instruction in plain words means these intents, in this order."""
    assert told(instruction) == expected


@pytest.mark.parametrize(
    "instruction",
    [
        "hello",
        "Tell me a joke",
        "What is the capital of France?",
        "What's the weather like in Paris?",
        "Thanks!",
        "",
        "write unit tests for foo.py",
    ],
)
def test_nothing_to_do(instruction: str) -> None:
    """What asks for no work on files or commands means no intent."""
    assert told(instruction) == []


def test_it_means_the_last_file_of_an_earlier_turn() -> None:
    """Where an instruction names no file, "it" is the last one that was touched before."""
    assert told("now read it", ("/w/old.txt", "/w/last.py")) == [("read", "/w/last.py")]
    assert told("run it again", ("/w/old.txt", "/w/last.py")) == [("run", "python3 /w/last.py")]
    assert told("change a to b in it", ("/w/last.py",)) == [("edit", "/w/last.py", "a", "b")]


@given(st.from_regex(r"[a-z][a-z0-9_-]{0,12}\.(txt|md|json|log|csv)", fullmatch=True))
def test_any_file_name(name: str) -> None:
    """A file name that was never seen before is written and read under exactly that name."""
    assert [row[:2] for row in told(f"Write {name} then read it")] == [("write", name), ("read", name)]


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """No text makes the parser fail."""
    parse(text)
