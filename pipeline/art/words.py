"""Understanding words: English and Chinese text into matches of the vocabulary.

English is matched word by word, longest phrase first, plurals and verb endings allowed; Chinese
by substring, longest first. A matched phrase is consumed. "no", "without", 没有 before a match
take it back. Nouns that no entry knows are reported, never drawn as boxes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from pipeline.art.moods import MOODS
from pipeline.art.traits import (
    ACCENTS,
    AGES,
    COLOURED,
    HAIRS,
    HATS,
    ITEMS,
    KITS,
    SEXES,
)
from pipeline.art.vocabulary import ENTRIES

__all__ = ["Match", "match_words", "unknown_nouns"]

_ENGLISH = re.compile(r"[a-z0-9&]+(?:'[a-z]+)?")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_NEGATION = frozenset({"no", "without", "not", "never", "nor"})
_NEGATION_CHINESE = ("没有", "无", "不见", "没")
_MOST_WORDS = 4
_VERBS = frozenset({"pose", "light"})

_STOP = frozenset(
    """a an the this that these those his her its their our my your of in on at to from into onto
    over under above below behind before after with by for through across along between against
    around near beside toward towards beyond inside outside and or but as while when where who
    which is are was were be been being has have had do does did will would can could not no very
    so too just only still then than it they we you i he she him them us me one two three four
    five six seven some any all each every other another more most many much few out up down off
    away back again""".split()  # noqa: SIM905  # a readable list of words
)
_OPENERS = frozenset(
    """a an the this that these those his her its their our my your of in on at with by through
    two three four five six seven some many every another no""".split()  # noqa: SIM905
)
_MEASURES = "个只条匹头座辆架艘群把张棵朵块片本盏扇颗根名位台部幅"
_COUNTED = re.compile(rf"[一两三四五几半每这那][{_MEASURES}](?=([\u3400-\u9fff]{{1,3}}))")
_CHINESE_STOP = (
    "看走跑坐站望飞叫的了着在是和与把被从到向对中上下里外前后旁边地得之于而也都就还又正一不"
)
_NOT_NOUNS = frozenset(
    """small large big tiny huge giant vast great little tall long short wide narrow deep dim dark
    bright pale grey gray black white red blue green yellow brown golden silver old new young
    ancient modern broken silent quiet slow fast heavy light warm cold hot dry wet soft hard half
    last first second next same own whole entire side left right front middle centre center edge
    end top bottom distance background foreground way time moment hour thing part kind lot bit
    shot view angle frame scene camera film""".split()  # noqa: SIM905
)
_WORN = frozenset(
    word
    for table in (KITS, AGES, SEXES, HAIRS, HATS, ITEMS, COLOURED, ACCENTS, MOODS)
    for _, words in table
    for word in words
) | {"beard", "spectacles", "backpack", "rucksack", "hair", "suit", "boots", "clothes"}
"""What people wear and are: drawn with them."""
_ADJECTIVES = frozenset({"style", "tint", "number", "time", "size", "angle"})
"""Slots of words that stand before a noun and are not it: "a red umbrella"."""
_WEAK_OLD = frozenset({"old", "elderly"})
"""Adjectives of age: an old radio is no old man, an old engineer is one man and not two."""


class Match(Struct, frozen=True):
    """One phrase of the text that an entry knows."""

    slot: str
    value: str
    word: str
    at: int
    """Offset of the phrase in the text."""


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[tuple[str, str], ...]]:
    made: dict[str, tuple[tuple[str, str], ...]] = {}
    for entry in ENTRIES:
        for phrase in entry.phrases():
            made[phrase] = (*made.get(phrase, ()), (entry.slot, entry.value))
    return made


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """The words that phrases of several words begin with."""
    return frozenset(phrase.partition(" ")[0] for phrase in _table() if " " in phrase)


class _Token(Struct, frozen=True):
    word: str
    at: int


@lru_cache(maxsize=512)
def match_words(text: str) -> tuple[Match, ...]:
    """Everything the vocabulary knows in a text, in the text's own order."""
    lowered = text.lower().replace("-", " ").replace("’", "'")
    found = [*_match_english(lowered), *_match_chinese(lowered)]
    return tuple(sorted(found, key=lambda match: (match.at, match.slot)))


def _match_english(text: str) -> list[Match]:
    tokens = [_Token(m.group(), m.start()) for m in _ENGLISH.finditer(text)]
    found: list[Match] = []
    index = 0
    while index < len(tokens):
        length, phrase = _longest(tokens, index, text)
        if not length:
            index += 1
            continue
        denied = _denied(tokens, index)
        for slot, value in _meanings(phrase, tokens[index + length - 1].word):
            if denied and slot == "person":
                found.append(Match("number", "0", phrase, tokens[index].at))
            elif not denied and phrase not in _WEAK_OLD:
                found.append(Match(slot, value, phrase, tokens[index].at))
        index += length
    return found


def _longest(tokens: list[_Token], index: int, text: str) -> tuple[int, str]:
    table = _table()
    most = _MOST_WORDS if tokens[index].word in _beginnings() else 1
    for length in range(min(most, len(tokens) - index), 0, -1):
        window = tokens[index : index + length]
        if length > 1 and _parted(window, text):
            continue
        head = [token.word for token in window[:-1]]
        for last in _stems(window[-1].word):
            phrase = " ".join([*head, last])
            if phrase in table:
                return length, phrase
    return 0, ""


def _parted(window: list[_Token], text: str) -> bool:
    """Whether punctuation stands between the words of a phrase."""
    between = text[window[0].at : window[-1].at]
    return any(mark in between for mark in ",.;:!?()\n")


@lru_cache(maxsize=4096)
def _stems(word: str) -> tuple[str, ...]:
    plain = word.removesuffix("'s")
    stems = [word, plain]
    if plain.endswith("ies"):
        stems.append(plain[:-3] + "y")
    if plain.endswith("es"):
        stems.append(plain[:-2])
    if plain.endswith("s") and not plain.endswith("ss"):
        stems.append(plain[:-1])
    for ending in ("ing", "ed"):
        if plain.endswith(ending) and len(plain) > len(ending) + 2:
            stem = plain[: -len(ending)]
            stems += [stem, stem + "e"]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                stems.append(stem[:-1])
    return tuple(stems)


def _meanings(phrase: str, last: str) -> tuple[tuple[str, str], ...]:
    """Meanings of a phrase; words bent like verbs keep verb meanings only ("caring" is no car)."""
    meanings = _table()[phrase]
    bent = last.endswith(("ing", "ed")) and not phrase.endswith(last)
    if bent:
        return tuple(meaning for meaning in meanings if meaning[0] in _VERBS)
    return meanings


def _denied(tokens: list[_Token], index: int) -> bool:
    before = [token.word for token in tokens[max(0, index - 2) : index]]
    if before and before[-1] in _NEGATION:
        return True
    return len(before) == 2 and before[0] in _NEGATION and before[1] in {"a", "any", "other"}


def _match_chinese(text: str) -> list[Match]:
    table = _table()
    found: list[Match] = []
    for run in _CHINESE.finditer(text):
        words, start = run.group(), run.start()
        index = 0
        while index < len(words):
            length = next(
                (
                    n
                    for n in range(min(7, len(words) - index), 0, -1)
                    if words[index : index + n] in table
                ),
                0,
            )
            if not length:
                index += 1
                continue
            phrase = words[index : index + length]
            denied = words[:index].endswith(_NEGATION_CHINESE)
            for slot, value in table[phrase]:
                if denied and slot == "person":
                    found.append(Match("number", "0", phrase, start + index))
                elif not denied:
                    found.append(Match(slot, value, phrase, start + index))
            index += length
    return found


def unknown_nouns(text: str) -> tuple[str, ...]:
    """Nouns of a text that no entry knows, as far as they can be told, in order, once each.

    English: the last word of a group that a determiner or preposition opens. Chinese: what is
    counted by a measure word.
    """
    lowered = text.lower().replace("-", " ")
    known = match_words(lowered)
    nouns = [*_unknown_english(lowered, known), *_unknown_chinese(lowered, known)]
    return tuple(dict.fromkeys(nouns))


def _unknown_english(text: str, known: tuple[Match, ...]) -> list[str]:
    nouns: list[str] = []
    for clause in re.split(r"[,.;:!?()\n\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", text):
        base = text.find(clause)
        group: list[_Token] = []
        opened = False
        tokens = [_Token(m.group(), base + m.start()) for m in _ENGLISH.finditer(clause)]
        for token in [*tokens, _Token("the", -1)]:
            if token.word not in _STOP:
                group.append(token)
                continue
            if opened and group:
                nouns += _noun(group, known)
            group, opened = [], token.word in _OPENERS
    return nouns


def _noun(group: list[_Token], known: tuple[Match, ...]) -> list[str]:
    """The head of a noun group, its last word before a verb, where nothing in it is known."""
    read = [_slots_of(token, known) for token in group]
    for index, token in enumerate(group):
        verb_like = token.word.endswith(("ing", "ed", "ly")) or "pose" in read[index]
        if index and verb_like:
            group = group[:index]
            break
    if any(slots - _ADJECTIVES for slots in read[: len(group)]):
        return []
    words = [token.word for token in group]
    if len(words) > 1 and _verb_at_end(words, read):
        words.pop()
    word = words[-1].removesuffix("'s")
    if len(word) < 3 or word.endswith(("ly", "ing", "ed")) or word in _NOT_NOUNS | _WORN:
        return []
    return [] if read[len(words) - 1] else [word]


def _slots_of(token: _Token, known: tuple[Match, ...]) -> frozenset[str]:
    return frozenset(m.slot for m in known if m.at <= token.at < m.at + len(m.word))


def _verb_at_end(words: list[str], read: list[frozenset[str]]) -> bool:
    """Whether a last word in -s bends a verb ("a kettle sings") and is no plural ("red kites")."""
    last = words[-1]
    if not last.endswith("s") or last.endswith("ss"):
        return False
    before = words[-2]
    return before not in _NOT_NOUNS and not read[len(words) - 2]


def _unknown_chinese(text: str, known: tuple[Match, ...]) -> list[str]:
    nouns: list[str] = []
    for match in _COUNTED.finditer(text):
        start, kept = match.start(1), ""
        for letter in match.group(1):
            if letter in _CHINESE_STOP:
                break
            kept += letter
        if any(m.at < start + len(kept) and start < m.at + len(m.word) for m in known):
            continue
        if kept and not any(word in kept for word in _WORN if not word.isascii()):
            nouns.append(kept)
    return nouns
