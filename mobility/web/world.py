"""A map of the world in dots, for partners: where land is, and how many of them are where. No boundary is drawn.

The dots of the land and the middles of the countries and regions are made from the world map of Apache ECharts 4.9
(Apache License 2.0, the Apache Software Foundation), a dot every 2.5 degrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

WIDTH: Final = 144
HEIGHT: Final = 54
"""The size of the drawing in dots: all longitudes, latitudes from 78.75 north to 56.25 south."""

_STEP: Final = 2.5
_WEST, _NORTH = -180, 78.75
_LEAST, _MOST = 1.2, 4.5

LAND: Final = (
    "M27 0h0M34 0h0M37 0h0M39 0h1M45 0h18M78 0h0M80 0h0M113 0h0M27 1h0M33 1h6M49 1h14M95 1h0M107 1h9M127 1h1"
    "M131 1h0M22 2h1M25 2h1M28 2h1M31 2h1M34 2h0M36 2h0M38 2h1M41 2h0M50 2h12M93 2h0M100 2h0M104 2h18M128 2h1"
    "M7 3h7M25 3h6M34 3h0M38 3h0M41 3h2M50 3h0M52 3h10M81 3h2M99 3h1M102 3h33M140 3h0M0 4h1M6 4h21M29 4h3M34 4h4"
    "M41 4h0M43 4h2M51 4h7M78 4h9M91 4h9M102 4h41M2 5h0M5 5h31M38 5h0M41 5h3M46 5h0M51 5h4M63 5h3M77 5h3M82 5h3"
    "M88 5h55M6 6h28M38 6h0M44 6h0M52 6h2M74 6h4M80 6h56M138 6h5M5 7h7M15 7h18M41 7h2M54 7h0M71 7h0M74 7h5M81 7h0"
    "M84 7h49M138 7h0M9 8h0M19 8h15M41 8h5M69 8h1M77 8h2M82 8h45M135 8h1M6 9h0M20 9h18M41 9h6M69 9h1M75 9h0"
    "M80 9h45M134 9h2M138 9h0M21 10h17M41 10h8M68 10h0M70 10h2M74 10h53M21 11h23M49 11h0M72 11h55M129 11h0"
    "M22 12h23M50 12h0M71 12h56M22 13h22M46 13h0M72 13h4M78 13h5M85 13h0M87 13h3M92 13h34M22 14h21M68 14h4"
    "M75 14h2M79 14h3M89 14h1M93 14h30M128 14h0M22 15h19M68 15h3M75 15h0M78 15h0M80 15h0M82 15h9M93 15h26"
    "M121 15h1M128 15h0M23 16h17M68 16h2M77 16h0M83 16h8M94 16h26M123 16h0M127 16h0M24 17h16M69 17h6M85 17h34"
    "M125 17h1M25 18h14M68 18h9M80 18h0M86 18h33M124 18h0M27 19h8M38 19h0M68 19h22M92 19h28M26 20h0M28 20h4"
    "M39 20h0M67 20h17M86 20h5M93 20h26M27 21h0M29 21h3M66 21h19M87 21h5M94 21h0M99 21h21M30 22h2M38 22h1"
    "M65 22h21M88 22h7M100 22h7M109 22h7M30 23h2M36 23h0M41 23h0M65 23h21M88 23h6M101 23h5M109 23h4M31 24h5"
    "M66 24h21M89 24h4M101 24h3M110 24h4M120 24h0M35 25h3M65 25h22M89 25h2M102 25h1M111 25h4M120 25h0M37 26h0"
    "M65 26h23M93 26h0M102 26h1M111 26h0M113 26h2M120 26h0M38 27h0M42 27h0M44 27h2M66 27h25M103 27h0M111 27h0"
    "M114 27h0M119 27h0M41 28h7M67 28h24M104 28h0M122 28h0M41 29h9M68 29h1M74 29h16M110 29h0M112 29h0M118 29h0"
    "M41 30h10M76 30h13M110 30h1M113 30h0M117 30h1M40 31h11M76 31h12M112 31h0M116 31h2M40 32h13M76 32h11M112 32h2"
    "M116 32h2M120 32h0M125 32h2M40 33h16M77 33h10M113 33h0M127 33h2M40 34h17M77 34h10M115 34h1M127 34h3M41 35h16"
    "M77 35h10M121 35h0M131 35h1M41 36h15M77 36h10M124 36h2M42 37h13M77 37h10M91 37h0M122 37h3M129 37h0M43 38h12"
    "M77 38h9M90 38h1M121 38h8M44 39h11M77 39h8M90 39h1M120 39h10M44 40h10M78 40h7M89 40h1M117 40h14M44 41h8"
    "M78 41h7M90 41h0M117 41h15M44 42h8M78 42h6M118 42h14M43 43h8M79 43h4M118 43h14M43 44h7M79 44h3M118 44h3"
    "M126 44h6M43 45h5M127 45h4M43 46h5M128 46h3M43 47h3M142 47h0M42 48h4M130 48h0M43 49h1M139 49h0M42 50h3"
    "M42 51h1M42 52h1M44 53h1"
)
"""A path of rows: each begins at a dot and goes on for so many more."""

_MIDDLES: Final = (
    "AD:2,42 AE:54,24 AF:66,34 AG:-62,17 AL:20,41 AM:45,40 AO:18,-12 AR:-65,-35 AS:-171,-14 AT:14,48 AU:134,-26 "
    "AZ:48,40 BA:18,44 BB:-60,13 BD:90,24 BE:5,51 BF:-2,12 BG:25,43 BH:51,26 BI:30,-3 BJ:2,10 BM:-65,32 "
    "BN:115,5 BO:-65,-17 BR:-53,-11 BS:-78,25 BT:90,27 BW:24,-22 BY:28,54 BZ:-89,17 CA:-100,56 CD:24,-3 CF:20,7 "
    "CG:15,-1 CH:8,47 CI:-6,8 CL:-71,-34 CM:13,6 CN:104,35 CO:-73,4 CR:-84,10 CU:-79,22 CV:-24,15 CW:-69,12 "
    "CY:33,35 CZ:15,50 DE:10,51 DJ:43,12 DK:9,56 DM:-61,15 DO:-71,19 DZ:3,28 EC:-78,-1 EE:26,59 EG:30,26 "
    "ER:39,15 ES:-4,40 ET:40,9 FI:26,64 FJ:178,-18 FM:158,7 FO:-7,62 FR:2,47 GA:12,-1 GB:-2,54 GD:-62,12 "
    "GE:44,42 GH:-1,8 GL:-41,75 GM:-15,13 GN:-11,10 GQ:10,2 GR:23,39 GT:-90,16 GU:145,13 GW:-15,12 GY:-59,5 "
    "HK:114,22 HN:-87,15 HR:16,45 HT:-73,19 HU:19,47 ID:114,0 IE:-8,53 IL:35,31 IM:-5,54 IN:79,22 IQ:44,33 "
    "IR:54,33 IS:-19,65 IT:12,44 JE:-2,49 JM:-77,18 JO:37,31 JP:138,37 KE:38,1 KG:75,41 KH:105,13 KI:-157,2 "
    "KM:43,-12 KN:-63,17 KP:127,40 KR:128,36 KW:48,29 KZ:67,48 LA:104,19 LB:36,34 LC:-61,14 LI:10,47 LK:81,8 "
    "LR:-9,6 LS:28,-30 LT:24,55 LU:6,50 LV:25,57 LY:18,27 MA:-6,32 MC:7,44 MD:28,47 ME:19,43 MG:47,-19 MH:171,7 "
    "MK:22,42 ML:-4,17 MM:96,21 MN:103,47 MO:114,22 MR:-10,20 MS:-62,17 MT:14,36 MU:58,-20 MV:74,3 MW:34,-13 "
    "MX:-102,24 MY:102,4 MZ:36,-17 NA:17,-22 NC:165,-21 NE:9,17 NG:8,10 NI:-85,13 NL:6,52 NO:9,62 NP:84,28 "
    "NR:167,0 NU:-170,-19 NZ:171,-44 OM:56,21 PA:-80,9 PE:-74,-9 PF:-149,-18 PG:144,-7 PH:121,16 PK:69,29 "
    "PL:19,52 PR:-66,18 PS:35,32 PT:-8,40 PW:135,8 PY:-58,-23 QA:51,25 RO:25,46 RS:21,44 RU:90,61 RW:30,-2 "
    "SA:45,24 SB:160,-10 SC:55,-5 SD:30,16 SE:17,63 SG:104,1 SH:-6,-16 SI:15,46 SK:19,49 SL:-12,9 SM:12,44 "
    "SN:-14,14 SO:46,6 SR:-56,4 SS:30,7 ST:7,0 SV:-89,14 SY:39,35 SZ:31,-27 TD:19,15 TG:1,9 TH:101,15 TJ:71,39 "
    "TL:126,-9 TM:59,39 TN:10,34 TO:-175,-21 TR:35,39 TT:-61,10 TV:179,-8 TW:121,24 TZ:35,-6 UA:31,49 UG:32,1 "
    "US:-98,40 UY:-56,-33 UZ:63,42 VA:12,42 VC:-61,13 VE:-66,7 VN:106,17 VU:167,-15 WS:-172,-14 XK:21,43 "
    "YE:48,16 ZA:25,-29 ZM:28,-13 ZW:30,-19 "
)
"""Degrees east and north of the middle of each country or region."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where `count` partners are: the middle of a circle and its radius, in dots; the radius grows as the root."""

    code: str
    count: int
    x: float
    y: float
    radius: float


def points(counts: Mapping[str, int]) -> list[Point]:
    """The circles of these numbers by country or region, the largest first; what the map does not know is left out."""
    most = max(counts.values(), default=1)
    found = [_point(code, count, most) for code, count in counts.items() if code in _PLACES]
    return sorted(found, key=lambda point: (-point.count, point.code))


def _point(code: str, count: int, most: int) -> Point:
    east, north = _PLACES[code]
    radius = max(_LEAST, _MOST * sqrt(count / most))
    return Point(code, count, round((east - _WEST) / _STEP, 1), round((_NORTH - north) / _STEP, 1), round(radius, 1))


def _read(text: str) -> tuple[str, tuple[int, int]]:
    code, _colon, place = text.partition(":")
    east, _comma, north = place.partition(",")
    return code, (int(east), int(north))


_PLACES: Final = dict(_read(text) for text in _MIDDLES.split())
