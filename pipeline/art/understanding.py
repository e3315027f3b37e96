"""From words to a wish: what stands in the panel, who, how large, from where, in which air.

`understand` matches the words; `Wish` is the settled answer, one value for everything the
composer needs. First match per slot wins; traps (bridge, home, orbit, empty) are settled here.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from pipeline.art.brief import Brief, Named, Understood, Wish
from pipeline.art.words import Match, match_words, unknown_nouns

__all__ = ["Brief", "Named", "Understood", "Wish", "understand", "wish_of"]


_STYLE_ONLY = frozenset({"style", "tint"})
_FRAME_ONLY = frozenset({"size", "angle"})
_WEAK_STAGES = frozenset(
    [
        "home",
        "table",
        "study",
        "glass",
        "hall",
        "interior",
        "家",
        "桌",
        "玻璃",
        "space",
        "void",
        "tracks",
        "rails",
        "seat",
        "terminal",
    ]
)
_WEAK_PEOPLE = frozenset({"he", "she", "him", "her", "他", "她", "figure", "person", "silhouette"})
_UNDER_ROOF = frozenset({"corridor", "control", "room"})
_WINDOWED = frozenset({"house", "tower", "lighthouse", "car", "train", "pagoda", "boat"})
_HOUSEHOLD = frozenset({"cup", "lamp", "photo", "screens", "furniture", "radio"})
_OPENS_OUT = frozenset({"far", "mid", "weather"})
_SHIP_PEOPLE = frozenset({"captain", "commander", "officer", "crew", "crewman", "helmsman"})
_COUNTS_ALONE = frozenset(
    """alone lone lonely couple family trio parents team squad army twins independent
    独自 一个人 孤身 一人 独行 两人 二人 夫妻 情侣 一家 家人 一家人 一群 五人 四人 几个人 小队 队伍
    两个人 二个人 俩人 三个人 三人 四个人 五个人 几人 数人
    成千上万 父子 母女 父女 母子 并肩""".split()  # noqa: SIM905
)
_LONE = frozenset("alone lone lonely solitary single 独自 孤身 独行".split())  # noqa: SIM905
"""Beside an animal or a building these say that it stands alone, not that somebody does."""
_SHOULDER = re.compile(
    r"\bover (?:the |an? |his |her |their |my )?(?:(?:\w+ )?(\w+)'s? )?shoulders?"
    r"(?: of (?:the |an? |his |her )?(\w+))?"
)
_COUNTING = frozenset("two three four five six several 两个 三个 两 三".split())  # noqa: SIM905
_JOINT = re.compile(
    r"[,.;:!?，。；、]|\b(?:and|with|at|in|on|of|above|under|before|behind)\b|[和与]"
)
_COUNTABLE = frozenset({"person", "hero", "animal", "prop", "body", "mid", "far", "stage"})
_AIRLESS = (
    "lunar",
    "moonscape",
    "on the moon",
    "surface of the moon",
    "月面",
    "月球表面",
    "月球上",
)
_FLIES = ("space", "shuttle", "hover", "flies", "flying", "above", "飞", "太空", "航天", "空")
_FROZEN_WORDS = frozenset({"frozen", "icy", "冰封", "冻结", "冰冻", "冰雪"})
_PLURAL = ("men", "women", "children", "kids")


def understand(brief: Brief) -> Understood:
    """Match the brief's words, style, framing and angle; collect the nouns nobody knows."""
    matches: list[Match] = []
    for match in match_words(brief.words):
        if match.slot in _STYLE_ONLY:
            continue
        if match.slot in _FRAME_ONLY and not _plainly_framing(match.word):
            continue
        matches.append(match)
    start = len(brief.words) + 1
    for text, slots in (
        (brief.style, {"style", "tint", "weather", "time", "light"}),
        (brief.framing, {"size"}),
        (brief.angle, {"angle"}),
    ):
        matches += [
            Match(m.slot, m.value, m.word, start + m.at)
            for m in match_words(text)
            if m.slot in slots
        ]
        start += len(text) + 1
    names = {word for name, _ in brief.named for word in name.lower().split()}
    unknown = tuple(n for n in unknown_nouns(brief.words) if n not in names)
    return Understood(tuple(m for m in matches if m.slot != "none"), unknown)


def _plainly_framing(word: str) -> bool:
    return " " in word or not word.isascii()


def wish_of(brief: Brief, seen: Understood) -> Wish:
    """Settle what was understood into one wish."""
    size = _framing(brief, seen)
    people, crowd = _people(brief, seen)
    heroes = _named(brief, seen, "hero")
    stage = _stage(seen, heroes, size)
    if stage == "control":
        heroes = tuple(hero for hero in heroes if hero.kind != "bridge")
    if stage == "exterior" and "sea" in seen.values("far"):
        heroes = tuple(_afloat(brief, hero) for hero in heroes)
    if people or crowd:
        heroes = tuple(hero for hero in heroes if hero.description != "crossing")
    props = _named(brief, seen, "prop")
    far, icy = _far(seen)
    subject = _subject(brief, seen, size, people=bool(people))
    if stage == "orbit" and far and not _in_space(seen):
        stage = "exterior"
    return Wish(
        stage=stage,
        subject=subject,
        size=size,
        angle=_angle(seen),
        over_shoulder="over" in brief.framing.lower() or "ots" in brief.framing.lower(),
        far=far,
        icy=icy,
        airless=any(word in brief.words.lower() for word in _AIRLESS),
        village="village" in seen.values("mid"),
        heroes=heroes,
        bodies=seen.values("body"),
        props=props,
        animals=_named(brief, seen, "animal"),
        herd=_herd(brief, seen),
        people=people,
        wants_scale="0" not in seen.values("number")
        and any(hero.kind in {"engine", "tower", "rocket"} for hero in heroes),
        parts=seen.values("part"),
        crowd=crowd,
        pose=seen.first("pose") or "stand",
        lights=seen.values("light"),
        weather=seen.first("weather"),
        time=seen.first("time"),
        styles=seen.values("style"),
        tints=seen.values("tint"),
        words=brief.words,
    )


def _afloat(brief: Brief, hero: Named) -> Named:
    """A ship at sea is a ship of the sea, unless the words speak of space or the air."""
    text = f"{brief.words} {hero.description}".lower()
    flies = any(word in text for word in _FLIES)
    return replace(hero, kind="boat") if hero.kind == "ship" and not flies else hero


def _far(seen: Understood) -> tuple[tuple[str, ...], bool]:
    """The landscape; "frozen" before a city or a wood is an air, not a sheet of ice."""
    far = seen.values("far")
    words = {m.word for m in seen.matches if m.slot == "far" and m.value == "ice"}
    solid = [name for name in far if name not in {"ice", "plain"}]
    if words and words <= _FROZEN_WORDS and solid and "sea" not in far:
        return tuple(name for name in far if name != "ice"), True
    if len(solid) > 1 or (solid and "ice" in far):
        far = tuple(name for name in far if name != "plain")
    return far, bool(words)


def _framing(brief: Brief, seen: Understood) -> str:
    framing = brief.framing.lower().strip()
    if "insert" in framing or "插入" in framing:
        return "ecu"
    sizes = seen.values("size")
    named = [m.value for m in match_words(brief.framing) if m.slot == "size"]
    return (named or list(sizes) or ["wide"])[0]


def _angle(seen: Understood) -> str:
    last = [m.value for m in seen.matches if m.slot == "angle"]
    return last[-1] if last else "eye"


def _in_space(seen: Understood) -> bool:
    strong = {m.word for m in seen.matches if m.slot == "stage" and m.value == "orbit"}
    return bool(strong - _WEAK_STAGES)


def _stage(seen: Understood, heroes: tuple[Named, ...], size: str) -> str:
    """Place of the shot; weak words (home, table, glass, space) give way to the open air."""
    open_air = any(m.slot in _OPENS_OUT for m in seen.matches)
    kinds = {hero.kind for hero in heroes}
    people = {m.word for m in seen.matches if m.slot == "person"}
    if "bridge" in kinds and ("ship" in kinds or people & _SHIP_PEOPLE) and not seen.values("far"):
        return "control"
    stages = [m for m in seen.matches if m.slot == "stage"]
    strong = [m.value for m in stages if m.word not in _WEAK_STAGES]
    weak = [m.value for m in stages if m.word in _WEAK_STAGES and not open_air]
    chosen = [*sorted(strong, key=lambda value: value == "room"), *weak]
    if "orbit" in chosen and set(chosen) & _UNDER_ROOF:
        chosen = [value for value in chosen if value != "orbit"]
    if kinds & _WINDOWED or (size == "ews" and open_air):
        chosen = [value for value in chosen if value != "window"]
    if "window" in chosen and set(chosen) - {"window", "room"}:
        chosen = [value for value in chosen if value != "window"]
    if "train" in kinds and "corridor" in chosen:
        chosen = ["platform"]
    if "window" in chosen and "room" in {m.value for m in stages}:
        return "window" if size in {"close", "ecu"} else "room"
    return (
        chosen[0] if chosen else _unsaid_stage(seen, kinds, people=bool(people), open_air=open_air)
    )


def _unsaid_stage(seen: Understood, kinds: set[str], *, people: bool, open_air: bool) -> str:
    """Without a word for the place: bodies alone mean space, a train a platform, a cup a room."""
    bodies = set(seen.values("body"))
    grounded = open_air or people or kinds - {"ship"}
    if not grounded and (kinds & {"ship"} or bodies & {"giant", "planet", "black hole"}):
        return "orbit"
    if "train" in kinds and not open_air:
        return "platform"
    props = set(seen.values("prop"))
    if not open_air and not kinds and not bodies and props & _HOUSEHOLD:
        return "control" if "screens" in props else "room"
    return "exterior"


def _subject(brief: Brief, seen: Understood, size: str, *, people: bool) -> str:
    """What the frame is about; extreme close without a part: an eye, else the thing itself."""
    framing = brief.framing.lower()
    if "insert" in framing or "插入" in framing:
        return _inserted(seen)
    if size == "ecu":
        return _extreme(seen, people=people)
    if size == "close":
        return _close(seen, people=people)
    return "bust" if size == "medium" and people else "scene"


def _inserted(seen: Understood) -> str:
    hand = "hand" in seen.values("part")
    return "hand" if hand and not set(seen.values("prop")) - {"switch", "screens"} else "insert"


def _extreme(seen: Understood, *, people: bool) -> str:
    parts = seen.values("part")
    if parts:
        return {"hand": "hand", "eye": "eye", "face": "bust"}[parts[0]]
    return "eye" if people and not seen.values("prop") else "insert"


def _close(seen: Understood, *, people: bool) -> str:
    parts = seen.values("part")
    if "hand" in parts and "face" not in parts and _early(seen, "part", "person"):
        return "hand"
    if "eye" in parts and not people:
        return "eye"
    if people or parts:
        return "bust"
    return "insert" if seen.values("prop") else "scene"


def _early(seen: Understood, first: str, second: str) -> bool:
    """Whether a slot's word comes no later than 24 letters behind another's."""
    a = next((m.at for m in seen.matches if m.slot == first), None)
    b = next((m.at for m in seen.matches if m.slot == second), None)
    return a is not None and (b is None or a < b + 24)


def _named(brief: Brief, seen: Understood, slot: str) -> tuple[Named, ...]:
    """Elements of a slot; where the author named one, its name seeds it, else kind and place."""
    own: dict[str, Named] = {}
    for name, description in brief.named:
        for match in (*match_words(f"{description}"), *match_words(name)):
            if match.slot == slot and match.value not in own:
                own[match.value] = Named(match.value, name, description)
                break
    home = brief.place or brief.words
    kinds = list(seen.values(slot))
    kinds += [kind for kind in own if kind not in kinds]
    if "convoy" in kinds:
        kinds = [kind for kind in kinds if kind not in {"truck", "car"}]
    said: dict[str, str] = {}
    for match in seen.matches:
        if match.slot == slot:
            said.setdefault(match.value, match.word)
    return tuple(
        own.get(kind) or Named(kind, f"{kind} of {home}", said.get(kind, "")) for kind in kinds
    )


def _people(brief: Brief, seen: Understood) -> tuple[tuple[Named, ...], bool]:
    """Who stands there: the author's named people first, then what else the words count."""
    cast: list[Named] = []
    rest = brief.words
    for name, description in brief.named:
        found = [m for m in match_words(f"{name} {description}") if m.slot == "person"]
        if found:
            cast.append(Named(found[0].value, name, description))
            rest = rest.replace(description, " ") if description else rest
    plain = [m for m in match_words(rest) if m.slot == "person"]
    firm = [m for m in plain if m.word not in _WEAK_PEOPLE]
    others = firm or ([] if cast else plain[:1])
    crowd = any(m.value == "crowd" for m in others)
    for match in others:
        if match.value == "crowd":
            continue
        if any(match.word == person.description for person in cast):
            continue
        cast.append(Named(match.value, f"{match.word} of {brief.place or 'film'}", match.word))
        if _plural(rest, match):
            cast.append(
                Named(match.value, f"other {match.word} of {brief.place or 'film'}", match.word)
            )
    settled, crowd = _counted(brief, seen, tuple(cast), crowd=crowd)
    return _shouldered(brief, settled), crowd


def _shouldered(brief: Brief, cast: tuple[Named, ...]) -> tuple[Named, ...]:
    """Over a shoulder: whose it is stands first; "her shoulder" beside one name is another's."""
    found = _SHOULDER.search(brief.words.lower().replace("’", "'"))
    if found is None or not cast:
        return cast
    owner = found[1] or found[2]
    if owner:
        of = [p for p in cast if owner in f"{p.name} {p.description}".lower().split()]
        return (*of[:1], *(p for p in cast if p not in of[:1]))
    if len(cast) > 1:
        return cast
    word = next((w for w in ("her", "his") if f"over {w} shoulder" in found[0]), "someone")
    owner = {"her": "woman", "his": "man"}.get(word, "someone")
    return (Named("coat", f"{owner} over the shoulder of {brief.place or 'film'}", owner), *cast)


def _plural(text: str, match: Match) -> bool:
    end = match.at + len(match.word)
    tail = text.lower()[end : end + 2]
    return match.word in _PLURAL or tail[:1] == "们" or (tail[:1] == "s" and not tail[1:].isalpha())


def _of_things(text: str, number: Match) -> bool:
    """Whether a number counts things and not people: "two trucks and a man"."""
    if number.word not in _COUNTING:
        return False
    slot = _counted_slot(text, number)
    return slot != "person" if slot else bool(unknown_nouns(f"the {_after(text, number)}"))


def _after(text: str, number: Match) -> str:
    """What a number may count: the words behind it, as far as the next joint of the sentence."""
    return _JOINT.split(text.lower()[number.at + len(number.word) :])[0]


def _counted_slot(text: str, number: Match) -> str:
    found = [m.slot for m in match_words(_after(text, number)) if m.slot in _COUNTABLE]
    return found[0] if found else ""


def _herd(brief: Brief, seen: Understood) -> int:
    """How many of an animal there are, as far as a number before it says so."""
    numbers = [m for m in seen.matches if m.slot == "number" and m.word in _COUNTING]
    counts = [int(m.value) for m in numbers if _counted_slot(brief.words, m) == "animal"]
    return min(5, max(counts, default=1))


def _counted(
    brief: Brief, seen: Understood, cast: tuple[Named, ...], *, crowd: bool
) -> tuple[tuple[Named, ...], bool]:
    numbers = [m for m in seen.matches if m.slot == "number" and not _of_things(brief.words, m)]
    counts = [int(m.value) for m in numbers if m.value != "0"]
    stands = seen.values("animal") or seen.values("hero")
    implied = any(m.word in _COUNTS_ALONE and not (stands and m.word in _LONE) for m in numbers)
    wanted = max(counts, default=0)
    said = {m.word for m in seen.matches if m.slot == "person" and m.value == "crowd"}
    if said == {"people"} and 1 < wanted < 40:
        crowd, implied = False, True
    if not cast and not crowd and not implied:
        return (), wanted >= 40
    if wanted >= 40:
        return cast[:3], True
    if "family" in {m.word for m in numbers} or {m.word for m in numbers} & {"一家", "一家人"}:
        cast = (*cast, *(Named("coat", f"{w} of {brief.place}", w) for w in ("father", "mother")))
        cast = (*cast, Named("child", f"child of {brief.place}", "child"))
    while len(cast) < min(wanted, 5) and wanted > 1:
        kind = cast[0].kind if cast else "coat"
        like = cast[0].description if cast else "traveller"
        cast = (*cast, Named(kind, f"{like} {len(cast)} of {brief.place or brief.words}", like))
    if not cast and not crowd:
        cast = (Named("coat", f"someone of {brief.place or brief.words}", "traveller"),)
    return cast[:5], crowd
