"""A description is checked whole when it is loaded; every fault has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.backends.described.loading import load_text
from pipeline.errors import ProjectError

MINE = Path("services/mine.yaml")
HEAD = "service: mine\nabout: clips\nurl: https://api.example.com\n"
CALLS = "calls:\n  t2v: {post: /make, json: {p: $prompt}}\n"
JOB = "job: id\n"
POLL = "poll: {get: /jobs/$job, state: s, states: {ok: ready}}\n"
RESULTS = "results: {urls: o}\n"
TAIL = JOB + POLL + RESULTS


def faults(text: str, *, is_films: bool = False) -> list[str]:
    """The lines of what is wrong."""
    try:
        load_text(text, MINE, is_films=is_films)
    except ProjectError as err:
        return [f"{one.where.line}: {one.message}" for one in err.problems if one.where]
    return []


def test_a_whole_description_has_no_fault() -> None:
    """The parts of these tests fit together."""
    assert [] == faults(HEAD + CALLS + TAIL)


WRONG = {
    "key": (HEAD + "colour: red\n" + CALLS + TAIL, "4: a description has no key 'colour'"),
    "inner": (HEAD + CALLS + "poll: {get: /j, stat: s}\n" + JOB + RESULTS,
              "6: 'poll' has no key 'stat'"),
    "missing": ("service: mine\n" + CALLS + TAIL, "1: 'about' is missing here"),
    "operation": (HEAD + "calls:\n  dance: {post: /x}\n" + TAIL, "5: 'dance' is no operation"),
    "value": (HEAD + "calls:\n  t2v:\n    post: /m\n    json:\n      a: $promt\n" + TAIL,
              "8: '$promt' is no value here"),
    "form": (HEAD + "calls:\n  i2v:\n    post: /m\n    json:\n      a: $first.jpeg\n" + TAIL,
             "8: '$first' has no form 'jpeg'"),
    "dollar": (HEAD + "calls:\n  t2v:\n    post: /m\n    json:\n      a: 5 $\n" + TAIL,
               "8: a name is missing behind the $ in '5 $' ($$ is a dollar)"),
    "key in a body": (HEAD + "calls:\n  t2v:\n    post: /m\n    json: {k: $key}\n" + TAIL,
                      "7: '$key' is no value here"),
    "path": (HEAD + CALLS + "results: {urls: 'a..b'}\n" + JOB + POLL,
             "6: 'a..b' is not a path: write it as in data[0].status or urls[*]"),
    "no poll": (HEAD + CALLS + JOB + RESULTS,
                "5: the answer is a job, and nothing says how it is looked at"),
    "no id": (HEAD + CALLS + POLL + RESULTS,
              "5: the answer is a job, and nothing says what its id is"),
    "no files": (HEAD + CALLS + JOB + POLL, "5: nothing says where the files are"),
    "state": (HEAD + CALLS + JOB + RESULTS + "poll: {get: /j, state: s, states: {ok: done}}\n",
              "8: 'done' is not known here"),
    "two ways": (HEAD + "calls:\n  t2v: {post: /a, get: /b}\n" + TAIL,
                 "5: 'get' and 'post': only one of them counts"),
    "no way": (HEAD + "calls:\n  t2v: {json: {p: $prompt}}\n" + TAIL,
               "5: nothing says where it goes"),
    "http": ("service: mine\nabout: x\nurl: http://api.example.com\n" + CALLS + TAIL,
             "3: 'http://api.example.com' is not an address to use: "),
    "hidden call": (HEAD + "calls:\n  t2v:\n  - {post: /a}\n  - {post: /b}\n" + TAIL,
                    "7: no order comes here: a call of t2v above takes every model"),
    "attempt": (HEAD + CALLS + TAIL + "recovery: idempotent\n",
                "5: 'idempotent' needs our own key: $attempt stands nowhere in the order"),
    "find": (HEAD + CALLS + TAIL + "recovery: listed\n",
             "5: 'listed' needs to be told how a job is found"),
    "match": (HEAD + CALLS + TAIL + "recovery: listed\nfind: {get: /j, items: j, job: id}\n",
              "5: what is found would be taken for any order"),
    "free": (HEAD + CALLS + TAIL + "free: yes\n",
             "9: what is free is simply made again: 'free: yes' and"),
    "option": (HEAD + "options: {prompt: {kind: text, about: x}}\n" + CALLS + TAIL,
               "4: an option cannot be called 'prompt'"),
    "upload": (HEAD + "inputs: {send: upload}\n" + CALLS + TAIL,
               "4: files go by 'upload', and nothing says how"),
    "keyless": (HEAD + "key: {header: X-Key, as: Bearer}\n" + CALLS + TAIL,
                "4: the key has no place here"),
    "yaml": (HEAD + "calls: {t2v: [\n", "4: the file ends"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_told_with_its_line(name: str) -> None:
    """Whatever cannot be right is found before anything is sent."""
    text, said = WRONG[name]

    assert any(fault.startswith(said) for fault in faults(text)), faults(text)


def test_all_faults_are_told_at_once() -> None:
    """In the order of their lines."""
    text = HEAD + "colour: red\ncalls:\n  dance: {post: /x}\n  t2v: {post: /m, jsn: {}}\n" + TAIL

    assert 3 == len(faults(text))
    assert sorted(faults(text)) == faults(text)


def test_a_description_in_a_film_names_no_variable() -> None:
    """It could ask for the key of any service and send it home."""
    text = HEAD + "key: {header: X-Key, variables: [OPENAI_API_KEY]}\n" + CALLS + TAIL

    assert [] == faults(text)
    assert [
        "4: a description in a film names no variables: it could ask for anybody's key"
    ] == faults(text, is_films=True)


def test_a_description_in_a_film_takes_no_shipped_name() -> None:
    """It would be handed the key that somebody set for his own door to that service."""
    text = HEAD.replace("mine", "runway") + CALLS + TAIL

    assert ["1: 'runway' comes with rushes: a film calls its own service otherwise"] == faults(
        text, is_films=True
    )
