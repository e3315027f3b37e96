"""The vocabulary: every word of the table, in both languages, and the traps."""

from __future__ import annotations

import pytest

from pipeline.art.vocabulary import ENTRIES
from pipeline.art.words import match_words, unknown_nouns

TABLE = (
    ("stage", "corridor", "corridor, hallway, tunnel, airlock, passage", "走廊, 通道, 隧道, 舱道"),
    (
        "stage",
        "control",
        "control room, mission control, cockpit",
        "控制室, 指挥中心, 驾驶舱, 控制台",
    ),
    ("stage", "room", "room, kitchen, home, table, bedroom, study", "房间, 厨房, 屋里, 家, 桌"),
    ("stage", "platform", "station, platform, railway, terminal", "车站, 站台, 月台, 火车站"),
    ("stage", "orbit", "in orbit, space, void, vacuum", "太空, 轨道, 宇宙, 星际"),
    ("stage", "window", "window, glass, pane", "窗, 玻璃"),
    ("far", "mountains", "mountain, ridge, peak, range, valley, cliff", "山, 山脊, 峰, 山谷, 悬崖"),
    ("far", "city", "city, street, skyline, downtown, ruins", "城市, 街, 都市, 废墟"),
    ("far", "forest", "forest, wood, pines, taiga", "森林, 树林, 林"),
    ("far", "desert", "desert, dunes, sand, wasteland", "沙漠, 沙丘, 荒原"),
    ("far", "sea", "sea, ocean, lake, harbour, shore, water", "海, 湖, 港, 岸, 水"),
    ("far", "ice", "ice, glacier, frozen, tundra, snowfield", "冰, 冰川, 冰原, 雪原, 冰封"),
    ("mid", "village", "village, houses, hamlet", "村, 村庄, 小镇"),
    (
        "hero",
        "engine",
        "engine, thruster, reactor, machine, furnace",
        "发动机, 推进器, 反应堆, 机器",
    ),
    ("hero", "ship", "spaceship, ship, vessel, shuttle, ark", "飞船, 舰, 航天器, 方舟"),
    ("hero", "convoy", "convoy, column, caravan", "车队"),
    ("hero", "truck", "truck, vehicle", "卡车, 运输车"),
    ("hero", "tower", "tower, skyscraper", "塔, 高楼"),
    ("hero", "mast", "antenna, mast", "天线"),
    ("hero", "house", "house, cabin, hut, farm", "房子, 小屋, 木屋"),
    ("hero", "lighthouse", "lighthouse, beacon", "灯塔"),
    ("hero", "bridge", "bridge, crossing", "桥"),
    ("hero", "tree", "tree, oak, willow", "树, 大树, 老树"),
    ("body", "giant", "Jupiter, Saturn, giant planet", "木星, 土星, 巨行星"),
    ("body", "planet", "Earth, globe, planet", "地球, 行星, 星球"),
    ("body", "moon", "moon", "月亮"),
    ("body", "sun", "sun, sunrise", "太阳, 日出"),
    ("body", "stars", "stars", "星空"),
    ("body", "milky way", "Milky Way", "银河"),
    ("body", "aurora", "aurora", "极光"),
    ("prop", "lamp", "lamp, lantern", "灯, 灯笼"),
    ("prop", "screens", "screen, monitor, hologram", "屏幕"),
    ("prop", "cup", "cup, tea", "杯, 茶"),
    ("prop", "clock", "clock", "钟"),
    ("prop", "bench", "bench", "长椅"),
    ("prop", "case", "suitcase", "箱子"),
    ("person", "suit", "astronaut, cosmonaut, spacesuit, pilot", "宇航员, 航天员, 太空服"),
    ("person", "worker", "worker, engineer, driver", "工人, 工程师, 司机"),
    ("person", "parka", "traveller, survivor", "旅人, 幸存者"),
    ("person", "coat", "man, woman, officer", "男人, 女人, 军官"),
    ("person", "old", "grandmother, elder, old man", "奶奶, 老妇, 老人"),
    ("person", "child", "child, boy, girl, daughter, son", "孩子, 男孩, 女孩, 女儿, 儿子"),
    ("person", "crowd", "crowd, people, masses", "人群, 众人, 人们"),
    ("part", "hand", "hand, palm", "手, 手掌"),
    ("part", "eye", "eye, gaze, iris", "眼睛, 目光"),
    ("part", "face", "face, portrait", "脸"),
    ("pose", "walk", "walks, walking", "走"),
    ("pose", "run", "runs, flees", "跑, 逃"),
    ("pose", "lookup", "looks up, gazes", "抬头, 仰望"),
    ("pose", "point", "points", "指"),
    ("pose", "sit", "sits", "坐"),
    ("pose", "kneel", "kneels", "跪"),
    ("pose", "reach", "reaches", "伸手"),
    ("pose", "carry", "carries", "扛"),
    ("light", "fire", "fire, flame, burning, explosion", "火, 燃烧, 爆炸"),
    ("light", "glow", "glow", "光"),
    ("light", "beam", "beam, headlights", "光束, 车灯"),
    ("weather", "haze", "fog, mist, haze", "雾, 霾"),
    ("weather", "snow", "snow, blizzard", "雪, 暴雪"),
    ("weather", "storm", "storm, thunder", "风暴, 雷"),
    ("weather", "rain", "rain", "雨"),
    ("weather", "dust", "dust, sandstorm", "沙尘, 沙暴"),
    ("time", "dawn", "dawn, sunrise, morning", "黎明, 日出, 清晨"),
    ("time", "day", "day, noon", "白天, 正午"),
    ("time", "dusk", "dusk, sunset, evening", "黄昏, 日落, 傍晚"),
    ("time", "night", "night, midnight", "夜, 午夜"),
    ("size", "ews", "extreme wide, establishing", "大远景"),
    ("size", "wide", "wide, full", "远景, 全景"),
    ("size", "medium", "medium, waist", "中景"),
    ("size", "close", "close", "近景, 特写"),
    ("size", "ecu", "macro, detail", "大特写"),
    ("angle", "low", "low, from below", "仰拍"),
    ("angle", "eye", "eye level", "平视"),
    ("angle", "high", "high, from above", "俯拍"),
    ("angle", "top", "top, overhead", "顶拍"),
    ("animal", "dog", "dog", "狗"),
    ("animal", "horse", "horse", "马"),
    ("animal", "birds", "birds", "鸟"),
    ("number", "1", "alone", "独自"),
    ("number", "2", "two", "两人"),
    ("number", "3", "family", "一家"),
    ("number", "5", "group", "一群"),
    ("style", "noir", "noir, ink", "水墨, 黑白"),
    ("style", "watercolour", "watercolour, soft", "水彩"),
    ("style", "woodcut", "woodcut, linocut", "木刻, 版画"),
    ("style", "riso", "riso, retro, poster", "海报"),
    ("style", "dreamy", "dreamy, memory", "梦"),
    ("style", "faded", "low saturation", "低饱和"),
    ("tint", "teal", "white and teal", "青色"),
    ("tint", "warm", "warm", "暖"),
    ("tint", "cold", "cold", "冷"),
)
"""The art direction's table: slot, element, English words, Chinese words."""


def _cases() -> list[tuple[str, str, str]]:
    return [
        (word.strip(), slot, value)
        for slot, value, english, chinese in TABLE
        for word in f"{english}, {chinese}".split(",")
    ]


@pytest.mark.parametrize(("word", "slot", "value"), _cases())
def test_every_word_of_the_table_means_its_element(word: str, slot: str, value: str) -> None:
    """A word alone is understood as the element the table gives it."""
    meanings = {(match.slot, match.value) for match in match_words(word)}

    assert (slot, value) in meanings


def test_every_element_has_words_in_both_languages() -> None:
    """No element is reachable from one language alone."""
    lonely = [
        (entry.slot, entry.value)
        for entry in ENTRIES
        if entry.slot != "none" and not (entry.english.strip() and entry.chinese.strip())
    ]

    assert [] == lonely


@pytest.mark.parametrize(
    ("text", "expected", "never"),
    [
        ("灯塔", ("hero", "lighthouse"), ("prop", "lamp")),
        ("木星", ("body", "giant"), ("body", "stars")),
        ("行星", ("body", "planet"), ("body", "stars")),
        ("复古海报", ("style", "riso"), ("far", "sea")),
        ("走廊", ("stage", "corridor"), ("pose", "walk")),
        ("上海", ("far", "city"), ("far", "sea")),
        ("指挥官", ("person", "coat"), ("pose", "point")),
        ("手表", ("prop", "clock"), ("part", "hand")),
        ("火箭", ("hero", "rocket"), ("light", "fire")),
        ("科学家", ("person", "worker"), ("stage", "room")),
        ("a column of light", ("light", "beam"), ("hero", "convoy")),
    ],
)
def test_longer_words_swallow_the_shorter_ones_inside(
    text: str, expected: tuple[str, str], never: tuple[str, str]
) -> None:
    """The longest phrase is consumed, so that what it contains is not matched again."""
    meanings = {(match.slot, match.value) for match in match_words(text)}

    assert (expected in meanings, never in meanings) == (True, False)


@pytest.mark.parametrize(
    "text",
    ["国家", "light", "a caring gesture", "an old radio plays", "eyeglasses, glasses", "in case"],
)
def test_words_that_only_look_like_elements_mean_nothing_of_them(text: str) -> None:
    """Homes in countries, cars in care, old men in old radios are not drawn."""
    slots = {match.slot for match in match_words(text)}

    assert set() == slots & {"stage", "person", "hero", "light"}


@pytest.mark.parametrize("text", ["no people", "without people", "nobody", "空无一人", "没有人群"])
def test_a_denied_person_counts_zero(text: str) -> None:
    """A negation before people asks for none."""
    assert ("number", "0") in {(match.slot, match.value) for match in match_words(text)}


def test_a_denied_thing_is_not_matched() -> None:
    """No snow means no snow."""
    assert () == match_words("no snow")


def test_matches_come_in_the_order_of_the_text() -> None:
    """The first word of a slot wins, so order is kept."""
    values = [m.value for m in match_words("a lighthouse, then an engine") if m.slot == "hero"]

    assert ["lighthouse", "engine"] == values


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("a walrus barks at the unicorn on the hill", ("walrus", "unicorn")),
        ("两匹骆驼和一只企鹅在雪里", ("骆驼", "企鹅")),
        ("a woman in the city at night", ()),
    ],
)
def test_unknown_nouns_are_reported(text: str, nouns: tuple[str, ...]) -> None:
    """What no entry knows is named, so that the plan can say it is not drawn."""
    assert nouns == unknown_nouns(text)
