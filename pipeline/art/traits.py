"""Words that tell what a person wears, how old they are, what they carry: English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = [
    "ACCENTS",
    "AGES",
    "COLOURED",
    "HAIRS",
    "HATS",
    "ITEMS",
    "KITS",
    "SEXES",
    "Table",
    "coloured",
    "first",
    "says",
]

Table = tuple[tuple[str, tuple[str, ...]], ...]

KITS: Table = (
    (
        "suit",
        (
            "astronaut",
            "cosmonaut",
            "spacesuit",
            "space suit",
            "pressure suit",
            "pilot",
            "宇航员",
            "航天员",
            "太空服",
            "飞行员",
        ),
    ),
    (
        "parka",
        (
            "parka",
            "traveller",
            "traveler",
            "survivor",
            "explorer",
            "hiker",
            "anorak",
            "旅人",
            "幸存者",
            "羽绒服",
            "探险",
        ),
    ),
    (
        "worker",
        (
            "worker",
            "engineer",
            "driver",
            "miner",
            "mechanic",
            "technician",
            "helmet",
            "overalls",
            "工人",
            "工程师",
            "司机",
            "矿工",
            "技师",
        ),
    ),
    (
        "dress",
        (
            "grandmother",
            "grandma",
            "dress",
            "skirt",
            "gown",
            "bride",
            "shawl",
            "奶奶",
            "老妇",
            "外婆",
            "裙",
            "新娘",
        ),
    ),
    (
        "coat",
        (
            "coat",
            "overcoat",
            "officer",
            "commander",
            "captain",
            "keeper",
            "raincoat",
            "widow",
            "军官",
            "指挥官",
            "船长",
            "大衣",
            "风衣",
        ),
    ),
    (
        "jacket",
        (
            "jacket",
            "sweater",
            "jumper",
            "cardigan",
            "shirt",
            "student",
            "teacher",
            "夹克",
            "毛衣",
            "衬衫",
            "学生",
            "老师",
        ),
    ),
)
AGES: Table = (
    (
        "child",
        (
            "child",
            "children",
            "boy",
            "girl",
            "daughter",
            "son",
            "kid",
            "grandson",
            "granddaughter",
            "toddler",
            "孩子",
            "男孩",
            "女孩",
            "女儿",
            "儿子",
            "小孩",
            "孙女",
            "孙子",
        ),
    ),
    (
        "old",
        (
            "old",
            "elder",
            "elderly",
            "aged",
            "sixties",
            "seventies",
            "eighties",
            "grandmother",
            "grandfather",
            "grandma",
            "grandpa",
            "老人",
            "奶奶",
            "爷爷",
            "老妇",
            "外婆",
            "外公",
            "老头",
            "年迈",
        ),
    ),
)
SEXES: Table = (
    (
        "woman",
        (
            "woman",
            "women",
            "lady",
            "ladies",
            "girl",
            "daughter",
            "mother",
            "grandmother",
            "grandma",
            "she",
            "her",
            "wife",
            "sister",
            "bride",
            "widow",
            "queen",
            "granddaughter",
            "princess",
            "heroine",
            "niece",
            "nun",
            "mum",
            "mom",
            "女",
            "奶奶",
            "妈妈",
            "母亲",
            "妻",
            "姐",
            "妹",
            "外婆",
            "老妇",
            "孙女",
        ),
    ),
    (
        "man",
        (
            "man",
            "men",
            "gentleman",
            "gentlemen",
            "boy",
            "son",
            "father",
            "grandfather",
            "grandpa",
            "he",
            "his",
            "husband",
            "brother",
            "king",
            "grandson",
            "fisherman",
            "fishermen",
            "prince",
            "monk",
            "priest",
            "nephew",
            "dad",
            "guy",
            "男",
            "爷爷",
            "爸爸",
            "父亲",
            "丈夫",
            "哥",
            "弟",
            "外公",
            "老头",
        ),
    ),
)
HAIRS: Table = (
    ("bun", ("bun", "grey bun", "grandmother", "奶奶", "老妇", "外婆", "发髻")),
    ("long", ("long hair", "loose hair", "长发")),
    ("tail", ("ponytail", "braid", "pigtail", "plait", "马尾", "辫")),
    ("curly", ("curly", "curls", "afro", "卷发")),
    ("bob", ("bob", "short-haired woman", "齐耳")),
    ("bald", ("bald", "shaven", "光头", "秃")),
    ("short", ("short hair", "cropped", "crew cut", "短发", "平头")),
)
HATS: Table = (
    ("fur", ("fur cap", "fur hat", "ushanka", "皮帽", "棉帽")),
    (
        "beanie",
        (
            "beanie",
            "bobble hat",
            "woollen hat",
            "wool hat",
            "woollen cap",
            "knitted hat",
            "knitted cap",
            "knit cap",
            "毛线帽",
        ),
    ),
    ("hood", ("hood", "hooded", "cowl", "raincoat", "兜帽", "风帽", "雨衣")),
    ("helmet", ("helmet", "hard hat", "安全帽", "头盔")),
    ("cap", ("cap", "peaked cap", "officer", "captain", "鸭舌帽", "军帽", "大檐帽")),
    ("brim", ("hat", "fedora", "straw hat", "sunhat", "帽子", "草帽")),
)
ITEMS: Table = (
    ("umbrella", ("umbrella", "parasol", "伞")),
    ("scarf", ("scarf", "shawl", "围巾", "披肩")),
    ("satchel", ("satchel", "shoulder bag", "挎包", "书包")),
    ("band", ("armband", "袖章", "红袖")),
)
COLOURED: Table = (
    ("umbrella", ("umbrella", "parasol", "伞")),
    ("hat", ("hat", "beanie", "cap", "bonnet", "帽")),
    ("scarf", ("scarf", "shawl", "围巾", "披肩")),
    (
        "coat",
        (
            "coat",
            "dress",
            "raincoat",
            "jacket",
            "parka",
            "cloak",
            "gown",
            "sweater",
            "大衣",
            "裙",
            "雨衣",
            "外套",
            "毛衣",
        ),
    ),
    ("satchel", ("satchel", "bag", "包")),
    ("band", ("stripe", "armband", "sleeve", "条纹", "袖")),
)
"""What a colour word before it makes the one coloured thing."""
ACCENTS: Table = (
    ("e2ae3a", ("yellow", "golden", "黄")),
    ("4286c4", ("blue", "蓝")),
    ("5a9a68", ("green", "绿")),
    ("ece2d0", ("white", "白")),
    ("e2803a", ("orange", "橙", "橘")),
    ("d8503c", ("red", "vermilion", "crimson", "scarlet", "红")),
)


def says(text: str, words: Iterable[str]) -> bool:
    """Whether the text holds one of the words: English whole words, Chinese anywhere."""
    lowered = text.lower()
    for word in words:
        if word not in lowered:
            continue
        if word.isascii():
            if re.search(rf"\b{re.escape(word)}s?\b", lowered):
                return True
        else:
            return True
    return False


def coloured(text: str) -> tuple[str, str]:
    """(item, accent) of the first thing named with a colour, "yellow raincoat", or two blanks."""
    lowered = text.lower()
    for accent, colours in ACCENTS:
        for colour in colours:
            if colour not in lowered:
                continue
            for item, things in COLOURED:
                for thing in things:
                    if thing not in lowered:
                        continue
                    between = r"[\w-]*\s+(?:[\w-]+\s+)?" if colour.isascii() else "色?的?"
                    if re.search(re.escape(colour) + between + re.escape(thing), lowered):
                        return item, accent
    return "", ""


def first(text: str, table: Table) -> str:
    """The first entry of a table one of whose words the text holds, or the empty string."""
    for answer, words in table:
        if says(text, words):
            return answer
    return ""
