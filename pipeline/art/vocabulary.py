"""The vocabulary, first part: what an entry is, places, and the list of all entries.

A table of entries; `words` matches them. A phrase is matched longest first and is consumed, so
that 灯塔 is a lighthouse and never a lamp. Entries of the slot `none` are there to consume: 国家
holds 家 and means no home. One phrase may stand under several slots: sunrise is a body and an
hour.
"""

from __future__ import annotations

from pipeline.art.vocabulary_air import AIR, CONSUMED, STYLES
from pipeline.art.vocabulary_entry import Entry
from pipeline.art.vocabulary_people import PEOPLE
from pipeline.art.vocabulary_things import THINGS

__all__ = ["ENTRIES", "Entry"]

PLACES = (
    Entry(
        "stage",
        "corridor",
        "corridor, hallway, tunnel, airlock, passage, passageway, underground, bunker, "
        "elevator, catacomb, sewer, vault, hatch, cargo bay",
        "走廊, 通道, 隧道, 舱道, 过道, 地下城, 地下, 地道, 电梯, 矿井, 气闸",
    ),
    Entry(
        "stage",
        "control",
        "control room, command centre, command center, command deck, command post, "
        "mission control, control centre, control center, cockpit, flight deck, "
        "situation room, operations room, laboratory, lab, observatory, server room, war room",
        "控制室, 指挥中心, 驾驶舱, 控制台, 控制中心, 舰桥, 指挥室, 机房, 实验室, 天文台, 作战室",
    ),
    Entry(
        "stage",
        "room",
        "room, kitchen, home, table, bedroom, study, living room, dining room, classroom, "
        "office, apartment, hospital, ward, library, cafe, parlour, attic, hall, indoors, "
        "interior, bedside, sofa, couch, armchair, dinner, fireplace",
        "房间, 厨房, 屋里, 屋内, 室内, 家里, 家中, 家, 桌, 客厅, 卧室, 书房, 教室, 办公室, "
        "医院, 病房, 餐桌, 床边, 饭桌, 沙发, 壁炉, 图书馆",
    ),
    Entry(
        "stage",
        "platform",
        "station, platform, railway, railway station, train station, terminal, metro, subway, "
        "rails, tracks, bus stop",
        "车站, 站台, 月台, 火车站, 地铁, 铁路, 铁轨, 候车",
    ),
    Entry(
        "stage",
        "orbit",
        "from space, seen from space, in orbit, into orbit, from orbit, low orbit, "
        "high orbit, earth orbit, leaving orbit, , "
        "leaves orbit, orbital, outer space, deep space, in space, into space, through space, "
        "space, void, vacuum, interstellar, solar system, cosmos, universe, galaxy, "
        "space station, nebula, asteroid, comet",
        "太空, 轨道, 宇宙, 星际, 外太空, 深空, 太阳系, 银河系, 空间站, 星云, 小行星, 彗星, "
        "近地轨道",
    ),
    Entry(
        "stage",
        "window",
        "window, windowpane, pane, porthole, windowsill, glass",
        "窗, 窗户, 窗外, 窗边, 窗前, 舷窗, 玻璃窗, 玻璃",
    ),
    Entry(
        "far",
        "mountains",
        "mountain, ridge, ridgeline, peak, range, valley, cliff, hill, hilltop, summit, slope, "
        "highland, volcano, cave, cavern, grotto, crag, alps, himalaya, rock",
        "山, 山脊, 峰, 山谷, 悬崖, 山峰, 山坡, 山顶, 群山, 火山, 山洞, 洞穴, 岩洞, 雪山, "
        "峡谷口, 高原, 岩石",
    ),
    Entry(
        "far",
        "city",
        "city, street, skyline, downtown, ruins, town, avenue, rooftop, roof, suburb, "
        "metropolis, alley, market, square, shanghai, beijing, new york, london, paris, tokyo, "
        "hong kong, building, neon, traffic",
        "城市, 街, 都市, 废墟, 街道, 大街, 街头, 小巷, 楼顶, 屋顶, 天台, 上海, 北京, 香港, "
        "纽约, 东京, 城, 市区, 广场, 楼房, 大楼, 霓虹",
    ),
    Entry(
        "far",
        "forest",
        "forest, wood, woods, pines, pine, taiga, jungle, grove, woodland, orchard",
        "森林, 树林, 林, 丛林, 松林, 松树, 竹林, 林间",
    ),
    Entry(
        "far",
        "desert",
        "desert, dunes, dune, sand, wasteland, badlands, canyon, mesa, mars, martian, "
        "moonscape, lunar surface, barren, gorge, arid",
        "沙漠, 沙丘, 荒原, 戈壁, 荒漠, 峡谷, 火星, 月面, 月球表面, 荒野",
    ),
    Entry(
        "far",
        "sea",
        "sea, ocean, lake, harbour, harbor, shore, water, waves, beach, coast, river, bay, "
        "port, quay, pier, dock, island, tide, tsunami, flood, seaside, lagoon",
        "海, 湖, 港, 岸, 水, 大海, 海洋, 海边, 海滩, 海浪, 海啸, 港口, 码头, 河, 江, 海湾, 岛, "
        "洪水, 浪",
    ),
    Entry(
        "far",
        "ice",
        "ice, glacier, frozen, tundra, snowfield, arctic, antarctic, icefield, ice sheet, "
        "iceberg, polar, permafrost, icy",
        "冰, 冰川, 冰原, 雪原, 冰封, 冰面, 冰层, 极地, 南极, 北极, 冻土, 冻结, 冰冻, 冰雪",
    ),
    Entry(
        "far",
        "plain",
        "plain, field, fields, meadow, steppe, grassland, prairie, farmland, road, highway, "
        "path, horizon, grass, wheat, pasture",
        "平原, 田野, 草原, 草地, 麦田, 公路, 道路, 大路, 小路, 地平线, 原野, 田, 旷野",
    ),
    Entry(
        "mid",
        "village",
        "village, houses, hamlet, settlement, farms, huts",
        "村, 村庄, 小镇, 村子, 山村, 村落, 镇",
    ),
)
"""Interiors and landscapes."""

ENTRIES: tuple[Entry, ...] = PLACES + THINGS + PEOPLE + AIR + STYLES + CONSUMED
"""Every entry, places first."""
