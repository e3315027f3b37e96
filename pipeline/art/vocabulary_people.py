"""The vocabulary, third part: people, parts of them, poses, numbers."""

from __future__ import annotations

from pipeline.art.vocabulary_entry import Entry

PEOPLE: tuple[Entry, ...] = (
    Entry(
        "person",
        "suit",
        "astronaut, cosmonaut, spacesuit, space suit, taikonaut, spacewalker, pilot",
        "宇航员, 航天员, 太空服, 宇航服, 太空人, 飞行员",
    ),
    Entry(
        "person",
        "worker",
        "worker, engineer, driver, miner, mechanic, technician, labourer, labor, crew, "
        "crewman, rescuer, firefighter, fireman, farmer, scientist, doctor, nurse, operator",
        "工人, 工程师, 司机, 矿工, 技师, 救援队, 消防员, 农民, 科学家, 医生, 护士, 操作员, "
        "队员, 船员, 专家",
    ),
    Entry(
        "person",
        "parka",
        "traveller, traveler, survivor, explorer, hiker, refugee, wanderer, scout, climber, "
        "sailor, fisherman, soldier, guard",
        "旅人, 幸存者, 探险者, 探险家, 难民, 流浪者, 登山者, 水手, 渔夫, 士兵, 战士, 守卫, 军人",
    ),
    Entry(
        "person",
        "coat",
        "man, woman, officer, captain, commander, father, mother, dad, mum, mom, husband, "
        "wife, lady, gentleman, person, figure, silhouette, someone, stranger, lover, brother, "
        "sister, friend, teacher, hero, heroine, musician, general, president, monk, "
        "nun, priest, king, queen, prince, princess, samurai, knight, dancer, singer, "
        "artist, painter, writer, student, pianist, he, she, him, , "
        "her, guy, men, women, somebody, lovers, bride, poet",
        "男人, 女人, 军官, 舰长, 船长, 指挥官, 父亲, 母亲, 爸爸, 妈妈, 丈夫, 妻子, 男子, 女子, "
        "背影, 身影, 人影, 老师, 将军, 总统, 他, 她, 哥哥, 姐姐, 弟弟, 妹妹, 朋友, 男, 女, "
        "作家, 教授, 路人, 行人, 的人, 的人影",
    ),
    Entry(
        "person",
        "child",
        "child, boy, girl, daughter, son, kid, children, kids, baby, toddler, teenager, "
        "orphan, granddaughter, grandson, niece, nephew",
        "孩子, 男孩, 女孩, 女儿, 儿子, 小孩, 儿童, 婴儿, 少年, 少女, 孙女, 孙子, 孤儿, "
        "小男孩, 小女孩",
    ),
    Entry(
        "person",
        "old",
        "old, elder, elderly, grandmother, grandfather, grandma, grandpa, old man, old woman, "
        "granny, old lady",
        "老人, 奶奶, 老妇, 爷爷, 外婆, 外公, 老太太, 老头, 老者, 祖母, 祖父, 老奶奶, 老爷爷, "
        "老妇人",
    ),
    Entry(
        "person",
        "crowd",
        "crowd, people, masses, mob, audience, citizens, refugees, protesters, queue, thousands, "
        "humanity, population, troops",
        "人群, 众人, 人们, 群众, 民众, 观众, 市民, 人海, 人类, 人潮, 大众, 的人群, 的人们, 的人类",
    ),
    Entry(
        "part",
        "hand",
        "hand, palm, fingers, fist, finger, fingertip, handprint, glove, hands",
        "手, 手掌, 手指, 拳头, 掌心, 指尖, 双手, 手套, 小手",
    ),
    Entry(
        "part",
        "eye",
        "eye, gaze, iris, eyes, pupil, eyelid, tear, tears",
        "眼睛, 目光, 眼, 瞳孔, 眼神, 双眼, 眼眸, 眼泪, 泪",
    ),
    Entry(
        "part",
        "face",
        "face, portrait, profile, cheek, smile, expression",
        "脸, 面孔, 侧脸, 脸庞, 面容, 肖像, 表情, 脸颊, 微笑",
    ),
    Entry(
        "pose",
        "walk",
        "walk, march, wander, trudge, stroll, stride, cross, limp, head home",
        "走, 行走, 前行, 漫步, 跋涉, 行进, 走过, 走向, 走着, 步行, 穿过, 穿越",
    ),
    Entry(
        "pose",
        "run",
        "run, running, ran, flee, flees, fleeing, fled, sprint, rush, chase, escape, dash",
        "跑, 逃, 奔跑, 逃跑, 狂奔, 冲, 追, 奔, 逃离, 逃亡",
    ),
    Entry(
        "pose",
        "lookup",
        "look up, looks up, looking up, gaze up, gazes up, gazing, gazes, stare up, stares up, "
        "upward, at the sky, look to the sky, gazes at, watch, watches, watching",
        "抬头, 仰望, 仰视, 仰面, 望向天空, 抬起头, 眺望, 遥望, 凝望, 望着",
    ),
    Entry(
        "pose",
        "point",
        "point, points, pointing",
        "指向, 指着, 指",
    ),
    Entry(
        "pose",
        "sit",
        "sit, sits, sitting, sat, seated",
        "坐, 坐着, 坐在",
    ),
    Entry(
        "pose",
        "kneel",
        "kneel, kneels, kneeling, knelt, crouch, pray, prays, praying",
        "跪, 蹲, 跪下, 跪着, 祈祷, 蹲下",
    ),
    Entry(
        "pose",
        "reach",
        "reach, reaches, reaching, stretch out, hold out, outstretched",
        "伸手, 伸出, 伸出手",
    ),
    Entry(
        "pose",
        "carry",
        "carry, carries, carrying, haul, lift, lifts",
        "扛, 搬, 抱, 背着, 提着, 抬",
    ),
    Entry(
        "pose",
        "embrace",
        "embrace, hug, kiss, hold each other, embraces",
        "拥抱, 相拥, 吻, 拥吻",
    ),
    Entry(
        "number",
        "1",
        "alone, lone, lonely, single, solitary",
        "独自, 一个人, 孤独, 孤身, 一人, 独行, 孤单",
    ),
    Entry(
        "number",
        "2",
        "two, couple, pair, both, together, each other, twins",
        "两人, 两个, 二人, 一对, 俩, 夫妻, 情侣, 双人, 并肩, 父子, 母女, 父女, 母子, 两名, "
        "两位, 二, 两个人, 二个人, 俩人",
    ),
    Entry(
        "number",
        "3",
        "three, family, trio, parents",
        "三人, 一家, 三个, 家人, 一家人, 三口, 三名, 三个人",
    ),
    Entry(
        "number",
        "5",
        "group, four, five, six, team, squad, several, band, a few",
        "一群, 五人, 四人, 几个人, 小队, 队伍, 几人, 数人, 一队, 四个人, 五个人",
    ),
    Entry(
        "number",
        "40",
        "hundreds, dozens, million, millions, billions, army",
        "成千上万, 无数人, 千万, 数百, 数千, 军队, 亿万",
    ),
    Entry(
        "number",
        "0",
        "empty, deserted, abandoned, nobody, no one, uninhabited, lifeless, unmanned, "
        "no people, without people, no person, no figures, noone",
        "空无一人, 无人, 空荡, 空荡荡, 空旷, 空空, 荒无人烟, 没有人, 寂静无人, 空的",
    ),
)
"""People and what they do."""
