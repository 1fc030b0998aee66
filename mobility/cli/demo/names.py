"""Makes up people's names in both scripts, always the same ones for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

_FAMILY: Final = (
    "王 Wang|李 Li|张 Zhang|刘 Liu|陈 Chen|杨 Yang|赵 Zhao|黄 Huang|周 Zhou|吴 Wu|徐 Xu|孙 Sun|马 Ma|朱 Zhu|胡 Hu"
    "|郭 Guo|何 He|高 Gao|林 Lin|郑 Zheng|梁 Liang|谢 Xie|宋 Song|唐 Tang|许 Xu|韩 Han|冯 Feng|邓 Deng|曹 Cao"
    "|彭 Peng|曾 Zeng|肖 Xiao|田 Tian|董 Dong|袁 Yuan|潘 Pan|蒋 Jiang|蔡 Cai|余 Yu|杜 Du|吕 Lyu|单 Shan|仇 Qiu"
    "|解 Xie|查 Zha|朴 Piao|欧阳 Ouyang|司马 Sima|诸葛 Zhuge|上官 Shangguan"
)
_GIVEN: Final = (
    "雨桐 Yutong|梓涵 Zihan|欣怡 Xinyi|诗涵 Shihan|佳琪 Jiaqi|思雨 Siyu|雅静 Yajing|晓燕 Xiaoyan|丽娜 Lina|静 Jing"
    "|婷婷 Tingting|悦 Yue|璐 Lu|绿萍 Lyuping|若曦 Ruoxi|可心 Kexin|梦瑶 Mengyao|紫萱 Zixuan|文静 Wenjing|慧敏 Huimin"
    "|浩然 Haoran|子轩 Zixuan|宇航 Yuhang|俊杰 Junjie|明哲 Mingzhe|博文 Bowen|天翔 Tianxiang|志强 Zhiqiang|鹏 Peng"
    "|磊 Lei|家豪 Jiahao|一鸣 Yiming|思远 Siyuan|海涛 Haitao|晨曦 Chenxi|安琪 Anqi|春燕 Chunyan|秋月 Qiuyue"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the student's papers show it: Chinese, and Latin as in the passport (ü written YU)."""

    native: str
    latin_family: str
    latin_given: str


def make(random: Random) -> Name:
    """Draw one name. Common family names are as likely as rare ones, so that a short list holds the hard cases."""
    family = random.choice(_FAMILY.split("|")).split(" ")
    given = random.choice(_GIVEN.split("|")).split(" ")
    return Name(family[0] + given[0], family[1].upper(), given[1].upper())
