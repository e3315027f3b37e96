"""The vocabulary, fourth part: light, weather, hours, framing, styles, empty words."""

from __future__ import annotations

from pipeline.art.vocabulary_entry import Entry

AIR: tuple[Entry, ...] = (
    Entry(
        "light",
        "fire",
        "fire, flame, burning, explosion, blaze, explode, inferno, lava, "
        "ablaze, embers, sparks, flames, molten, eruption, burns, ignite, ignition fire, "
        "column of fire",
        "火, 燃烧, 爆炸, 火焰, 火光, 大火, 烈火, 熔岩, 火花, 喷发, 点燃, 火海, 烈焰",
    ),
    Entry("light", "campfire", "campfire, camp fire, bonfire, fire pit", "篝火, 营火, 火堆"),
    Entry(
        "light",
        "glow",
        "glow, glowing, glows, shimmer, radiance, gleam, shining",
        "光, 发光, 光芒, 微光, 闪光, 亮光, 光亮",
    ),
    Entry(
        "light",
        "beam",
        "beam, headlights, headlight, searchlight, spotlight, flashlight, laser, beams, "
        "torchlight, light beam, plume, jet, pillar of light, column of light, shaft of light",
        "光束, 车灯, 探照灯, 手电, 光柱, 激光, 大灯, 射线, 手电筒",
    ),
    Entry(
        "weather",
        "haze",
        "fog, mist, haze, foggy, misty, hazy, smog, smoke, smoky, steam, column of smoke",
        "雾, 霾, 薄雾, 浓雾, 烟, 雾气, 烟雾, 蒸汽, 云雾",
    ),
    Entry(
        "weather",
        "snow",
        "snow, blizzard, snowfall, snowy, snowstorm, snowflake, sleet, snowing, flurries",
        "雪, 暴雪, 大雪, 风雪, 雪花, 飘雪, 暴风雪, 下雪, 白雪",
    ),
    Entry(
        "weather",
        "storm",
        "storm, thunder, thunderstorm, lightning, tempest, hurricane, stormy, typhoon, gale, "
        "overcast",
        "风暴, 雷, 雷电, 闪电, 暴风, 飓风, 台风, 乌云, 狂风, 阴天",
    ),
    Entry(
        "weather",
        "rain",
        "rain, rainy, downpour, drizzle, raining, wet",
        "雨, 暴雨, 大雨, 雨夜, 下雨, 细雨, 雨水",
    ),
    Entry(
        "weather",
        "dust",
        "dust, sandstorm, dusty, dust storm, ash, sand storm, ashes",
        "沙尘, 沙暴, 尘土, 沙尘暴, 灰尘, 尘埃, 火山灰, 扬尘",
    ),
    Entry(
        "weather",
        "clear",
        "clear sky, cloudless, clear day, clear night, sunny",
        "晴, 晴朗, 晴空, 万里无云",
    ),
    Entry(
        "time",
        "dawn",
        "dawn, sunrise, morning, daybreak, first light, early light, sun rises",
        "黎明, 日出, 清晨, 早晨, 拂晓, 破晓, 晨, 朝阳, 曙光, 天亮",
    ),
    Entry(
        "time",
        "day",
        "day, noon, midday, daylight, afternoon, daytime, sunny, bright day, summer",
        "白天, 正午, 中午, 白昼, 下午, 午后, 日间, 晴, 晴朗, 烈日, 阳光",
    ),
    Entry(
        "time",
        "dusk",
        "dusk, sunset, evening, twilight, golden hour, nightfall, sundown, blue hour",
        "黄昏, 日落, 傍晚, 夕阳, 暮色, 黄昏时分, 落日, 薄暮, 晚霞",
    ),
    Entry(
        "time",
        "night",
        "night, midnight, nighttime, moonlight, starlight, moonlit, starry, dark, darkness, "
        "night sky, nocturnal, stars",
        "夜, 午夜, 夜晚, 深夜, 夜空, 月光, 星空, 黑夜, 夜色, 黑暗, 夜里, 星光, 雨夜",
    ),
    Entry(
        "size",
        "ews",
        "ews, extreme wide, establishing, extreme long, els, very wide, aerial, vista, panorama",
        "大远景, 航拍, 全貌, 鸟瞰",
    ),
    Entry(
        "size",
        "wide",
        "ws, wide, full, full shot, long shot, wide shot, ls, fs, tws, mls",
        "远景, 全景",
    ),
    Entry(
        "size",
        "medium",
        "ms, mcu, medium, waist, mid shot, medium shot, medium close, cowboy, two shot, mws",
        "中景, 中近景, 半身",
    ),
    Entry(
        "size",
        "close",
        "cu, close, close-up, closeup, close up, ots, over the shoulder, over-the-shoulder, insert",
        "近景, 特写, 过肩",
    ),
    Entry(
        "size",
        "ecu",
        "ecu, macro, detail, extreme close, extreme close-up, xcu, bcu",
        "大特写, 微距, 细节",
    ),
    Entry(
        "angle",
        "low",
        "low, low angle, from below, worm's eye, low-angle, looking up at, towering",
        "仰拍, 低角度, 低机位",
    ),
    Entry(
        "angle",
        "eye",
        "eye level, eye-level",
        "平视",
    ),
    Entry(
        "angle",
        "high",
        "high, high angle, from above, high-angle, looking down, bird's eye, aerial",
        "俯拍, 俯瞰, 高角度, 俯视, 航拍, 鸟瞰",
    ),
    Entry(
        "angle",
        "top",
        "top, overhead, top down, top-down, top shot, plan view, directly above",
        "顶拍, 正上方, 垂直俯拍",
    ),
)
"""Light, weather, hour, size of shot, angle."""

STYLES: tuple[Entry, ...] = (
    Entry(
        "style",
        "noir",
        "noir, ink, black and white, black-and-white, monochrome, charcoal, b&w, sumi-e, "
        "sin city, film noir",
        "水墨, 黑白, 墨, 国画, 单色, 炭笔",
    ),
    Entry(
        "style",
        "watercolour",
        "watercolour, watercolor, soft, gouache, pastel, storybook, aquarelle",
        "水彩, 柔和, 水粉, 淡彩, 绘本, 柔光",
    ),
    Entry(
        "style",
        "woodcut",
        "woodcut, linocut, engraving, block print, etching, ukiyo-e, poster cut",
        "木刻, 版画, 浮世绘, 刻版",
    ),
    Entry(
        "style",
        "riso",
        "riso, risograph, retro, poster, screenprint, screen print, vintage poster, pop art",
        "海报, 复古, 丝网, 波普",
    ),
    Entry(
        "style",
        "dreamy",
        "dreamy, memory, dream, ethereal, nostalgic, flashback, hazy memory, surreal",
        "梦, 梦境, 回忆, 记忆, 怀旧, 梦幻, 朦胧",
    ),
    Entry(
        "style",
        "grim",
        "grim, bleak, gritty, harsh, oppressive, desaturated, documentary, dystopian",
        "冷峻, 阴郁, 压抑, 荒凉, 残酷, 纪实, 灰暗",
    ),
    Entry(
        "style",
        "faded",
        "low saturation, muted, faded, washed out, subdued, desaturated colour, low contrast, "
        "bleach bypass, pale",
        "低饱和, 低饱和度, 褪色, 淡雅, 素雅, 灰调, 低对比",
    ),
    Entry(
        "style",
        "vivid",
        "vivid, saturated, high saturation, colourful, colorful, bold colours, vibrant, neon, "
        "cyberpunk",
        "鲜艳, 高饱和, 浓烈, 绚丽, 霓虹, 赛博朋克, 饱和",
    ),
    Entry(
        "style",
        "sepia",
        "sepia, old film, old photograph, antique, 1920s, silent film",
        "泛黄, 老照片, 旧照片, 老电影",
    ),
    Entry(
        "style",
        "epic",
        "epic, cinematic, dramatic, high contrast, chiaroscuro, imax, blockbuster, grand",
        "史诗, 电影感, 震撼, 高对比, 恢弘, 壮丽, 宏大",
    ),
    Entry(
        "style",
        "paper",
        "paper cut, papercut, paper-cut, cut paper, paper theatre, paper theater, "
        "silhouette animation",
        "剪纸, 纸雕, 皮影, 纸艺",
    ),
    Entry(
        "tint",
        "teal",
        "white and teal, teal, teal and white, cyan, turquoise, blue-green, aqua",
        "青色, 蓝绿, 白色和青色, 青, 湖蓝, 青蓝",
    ),
    Entry(
        "tint",
        "warm",
        "warm, golden, amber, warm tones, honey, warm light, orange",
        "暖, 暖色, 金色, 温暖, 琥珀, 橙色, 暖黄, 暖光",
    ),
    Entry(
        "tint",
        "cold",
        "cold, cool, icy blue, cold tones, chilly, freezing, steel blue, blue, wintry, frosty",
        "冷, 寒冷, 冷色, 蓝色, 冰蓝, 冷调, 寒, 严寒",
    ),
    Entry(
        "tint",
        "red",
        "red, crimson, scarlet, blood red, hellish",
        "红色, 血红, 猩红, 赤红, 深红",
    ),
    Entry(
        "tint",
        "green",
        "green, emerald, jade, lush",
        "绿色, 翠绿, 墨绿, 碧绿",
    ),
    Entry(
        "tint",
        "violet",
        "violet, purple, magenta, lilac, ultraviolet",
        "紫色, 紫, 品红, 淡紫",
    ),
)
"""Styles and tints; matched in style words only."""

CONSUMED: tuple[Entry, ...] = (
    Entry(
        "none",
        "",
        "light year, light years, home planet, at first sight, in order to, second hand, "
        "hand in hand, on the other hand, hand-held, handheld, camera, shot, low light, "
        "long lens, wide open, wide-eyed, close to, close by, full of, full moonlit, top of, "
        "high above, high up, highly, lower, field of view, wood stove, table of contents, "
        "fire escape, water tower light, hot water, rock music, day by day, home town, sound, "
        "music, voice, film, movie, trailer, scene, in case, glasses, spectacles, on earth, "
        "down to earth, star of, light blue, the light, hand over, a hand up, table top, "
        "old friend of, at home in, shoulder",
        "国家, 大家, 家族, 家乡, 家园, 回家路上, 一分钟, 分钟, 秒钟, 手段, 手术, 助手, 对手, "
        "上海报, 水平, 眼镜, 天空, 空间, 航空, 空气, 空中, 今日, 节日, 生日, 日子, 光线, 光滑, "
        "时光, 目光短, 风光, 观光, 曝光, 冰箱, 走廊尽头的, 指望, 手法, 江山, 信号, 相信, 信息, "
        "信任, 画面, 计划, 动画, 面包, 包围, 包括, 花费, 城堡主, 书记, 秘书, 证书, 镇定, 镇静, "
        "阳台, 茶几, 的人生, 的人间, 的人工, 的人造, 的人心",
    ),
)
"""Phrases that hold a word of the vocabulary and do not mean it."""
