"""The vocabulary, second part: heroes, bodies in the sky, props."""

from __future__ import annotations

from pipeline.art.vocabulary_entry import Entry

THINGS: tuple[Entry, ...] = (
    Entry(
        "hero",
        "engine",
        "engine, earth engine, planetary engine, thruster, reactor, machine, furnace, "
        "generator, power plant, turbine, nozzle, machinery, factory",
        "发动机, 行星发动机, 推进器, 反应堆, 机器, 引擎, 机械, 喷口, 工厂, 电站",
    ),
    Entry(
        "hero",
        "ship",
        "spaceship, spacecraft, starship, ship, vessel, shuttle, ark, freighter, cruiser, "
        "fleet, satellite, probe",
        "飞船, 舰, 航天器, 方舟, 宇宙飞船, 战舰, 母舰, 舰队, 货船, 船, 航天飞机, 卫星, 探测器",
    ),
    Entry(
        "hero",
        "boat",
        "boat, sailboat, sailing ship, fishing boat, ferry, steamer, trawler, yacht, canoe, junk, "
        "ocean liner, lifeboat, raft",
        "小船, 帆船, 渔船, 轮船, 木船, 渡船, 小舟, 舟, 船只, 货轮",
    ),
    Entry(
        "hero",
        "train",
        "train, locomotive, railcar, freight train, express",
        "火车, 列车, 机车, 高铁",
    ),
    Entry(
        "hero",
        "rocket",
        "rocket, missile, launch, launch pad, lander, booster",
        "火箭, 导弹, 发射, 发射台, 发射塔, 着陆器",
    ),
    Entry(
        "hero",
        "convoy",
        "convoy, column, caravan, trucks, vehicles, motorcade, line of trucks, haulers, exodus",
        "车队, 运输车队, 卡车队, 长队, 车流",
    ),
    Entry(
        "hero",
        "truck",
        "truck, vehicle, lorry, transporter, hauler, bus, crawler, rover, tank, jeep",
        "卡车, 运输车, 运载车, 巴士, 大巴, 坦克, 吉普, 越野车, 重卡",
    ),
    Entry(
        "hero",
        "car",
        "car, taxi, automobile, van, sedan",
        "汽车, 轿车, 出租车, 车子, 小车",
    ),
    Entry(
        "hero",
        "tower",
        "tower, skyscraper, high-rise, highrise, monolith, citadel, obelisk, space elevator",
        "塔, 高楼, 摩天楼, 摩天大楼, 高塔, 太空电梯, 纪念碑, 楼",
    ),
    Entry(
        "hero",
        "mast",
        "antenna, mast, pylon, dish, radio tower, transmitter, power line, cable",
        "天线, 桅杆, 电塔, 铁塔, 雷达, 信号塔, 电线",
    ),
    Entry(
        "hero",
        "house",
        "house, cabin, hut, farm, farmhouse, cottage, barn, shack, lodge",
        "房子, 小屋, 木屋, 屋子, 农舍, 茅屋, 平房",
    ),
    Entry(
        "hero",
        "pagoda",
        "pagoda, temple, shrine, palace",
        "宝塔, 寺, 庙, 宫殿, 古塔, 神社",
    ),
    Entry(
        "hero",
        "lighthouse",
        "lighthouse, beacon",
        "灯塔, 信标",
    ),
    Entry(
        "hero",
        "bridge",
        "bridge, crossing, viaduct, overpass",
        "桥, 大桥, 天桥, 高架桥",
    ),
    Entry(
        "hero",
        "tree",
        "tree, oak, willow, maple, blossom",
        "树, 大树, 老树, 枯树, 柳树, 樱花",
    ),
    Entry(
        "body",
        "giant",
        "jupiter, saturn, gas giant, giant planet, neptune, uranus",
        "木星, 土星, 巨行星, 气态巨行星, 海王星, 天王星",
    ),
    Entry(
        "body",
        "planet",
        "earth, globe, planet, blue planet, world below, exoplanet",
        "地球, 行星, 星球, 蓝色星球",
    ),
    Entry(
        "body",
        "moon",
        "moon, moonlight, crescent, full moon, moonlit",
        "月亮, 月光, 月球, 满月, 新月, 明月, 圆月, 弯月",
    ),
    Entry(
        "body",
        "sun",
        "sun, sunlight, sunrise, sunset, sunbeam, sunlit",
        "太阳, 日出, 日落, 阳光, 烈日, 夕阳, 朝阳, 落日",
    ),
    Entry(
        "body",
        "stars",
        "stars, star, starlight, starry, constellation, starfield, night sky",
        "星空, 星, 星星, 繁星, 星光, 群星, 恒星, 夜空",
    ),
    Entry(
        "body",
        "milky way",
        "milky way",
        "银河",
    ),
    Entry(
        "body",
        "aurora",
        "aurora, northern lights, polar lights",
        "极光",
    ),
    Entry(
        "body",
        "black hole",
        "black hole, wormhole",
        "黑洞, 虫洞",
    ),
    Entry("animal", "dog", "dog, puppy, hound", "狗, 小狗, 猎犬"),
    Entry("animal", "wolf", "wolf, wolves, fox", "狼, 狐狸"),
    Entry(
        "animal",
        "horse",
        "horse, pony, rider, cavalry, horseback, horseman, horsemen",
        "马, 骏马, 骑手, 骑兵",
    ),
    Entry("animal", "deer", "deer, stag, reindeer, elk", "鹿, 驯鹿"),
    Entry("animal", "cow", "cow, ox, cattle, bull, buffalo, yak", "牛, 牦牛, 水牛"),
    Entry("animal", "bear", "bear, polar bear", "熊, 北极熊"),
    Entry("animal", "cat", "cat, kitten", "猫, 小猫"),
    Entry("animal", "sheep", "sheep, lamb, goat", "羊, 绵羊, 羊群"),
    Entry(
        "animal",
        "birds",
        "bird, crow, raven, geese, gull, swallows, pigeon",
        "鸟, 鸟群, 雁, 大雁, 乌鸦, 海鸥, 鸽子, 飞鸟",
    ),
    Entry(
        "prop",
        "lamp",
        "lamp, lantern, candle, light bulb, bulb, torch",
        "灯, 灯笼, 台灯, 油灯, 蜡烛, 灯泡, 灯光, 提灯",
    ),
    Entry(
        "prop",
        "screens",
        "screen, monitor, hologram, display, console, computer, dashboard, readout, "
        "radar screen, terminal screen, phone, tablet, television",
        "屏幕, 显示器, 全息, 显示屏, 大屏, 电脑, 仪表, 手机, 电视",
    ),
    Entry(
        "prop",
        "cup",
        "cup, tea, mug, coffee, teacup, bowl, glass of water, teapot",
        "杯, 茶, 杯子, 茶杯, 咖啡, 碗, 水杯, 茶壶",
    ),
    Entry(
        "prop",
        "clock",
        "clock, wristwatch, countdown, timer, stopwatch, pocket watch",
        "钟, 时钟, 手表, 怀表, 倒计时, 挂钟, 闹钟, 钟表",
    ),
    Entry(
        "prop",
        "switch",
        "switch, button, lever, key, ignition, red button, knob, valve, trigger",
        "开关, 按钮, 拉杆, 钥匙, 点火, 红色按钮, 旋钮, 阀门, 扳机, 闸",
    ),
    Entry(
        "prop",
        "photo",
        "photo, photograph, picture frame, picture, portrait photo, letter, postcard, note, "
        "map, book, diary, drawing, newspaper",
        "照片, 相片, 相框, 信, 书, 日记, 地图, 画, 合影, 报纸, 信件",
    ),
    Entry(
        "prop",
        "radio",
        "radio, microphone, walkie-talkie, headset, loudspeaker, speaker, recorder",
        "收音机, 对讲机, 麦克风, 电台, 无线电, 耳机, 喇叭, 广播",
    ),
    Entry(
        "prop",
        "helmet",
        "helmet, visor",
        "头盔, 面罩",
    ),
    Entry(
        "prop",
        "flower",
        "flower, seedling, sprout, plant, leaf, rose",
        "花, 小草, 幼苗, 嫩芽, 叶子, 花朵",
    ),
    Entry(
        "prop",
        "furniture",
        "piano, bed, stove, chair, bicycle, barrel",
        "钢琴, 床, 炉子, 椅子, 自行车, 木桶",
    ),
    Entry(
        "prop",
        "bench",
        "bench, seat",
        "长椅, 长凳, 座椅",
    ),
    Entry(
        "prop",
        "case",
        "case, suitcase, luggage, bag, briefcase, crate, box",
        "箱子, 行李, 手提箱, 皮箱, 行李箱, 包, 箱, 盒子",
    ),
)
"""Things that can be named."""
