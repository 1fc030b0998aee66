"""A call as an office writes it into a file."""

CALL = """\
program: exchange
new_program:
  kind: exchange
  name: {en: Exchange semester, zh_Hans: 校际交换项目}
  summary: {en: A semester abroad., zh_Hans: 赴合作院校交流一学期。}
key: exchange-2027
edition: 2027
title: {en: Exchange in 2027, zh_Hans: 2027年校际交换项目}
number_prefix: EX2027
opens: 2026-10-15 08:00
deadline: 2026-11-02 23:59
starts_on: 2027-02-20
choice_limit: 3
notice: {en: Rank up to three hosts., zh_Hans: 可填报三个志愿。}
timetable:
  - {on: 2026-11-02, name: {en: Sign-up ends, zh_Hans: 报名截止}}
rules:
  - {kind: level_in, key: level, levels: [6, 7]}
partners:
  - {key: lyon, name: {en: University of Lyon, zh_Hans: 里昂大学}, country: FR}
hosts:
  - {key: lyon-spring, partner: lyon, term: 2027-spring, months: 5, places: 2, nominate_by: 2026-11-20}
  - key: lyon-year
    partner: lyon
    term: 2027-year
    rules:
      - {kind: level_in, key: master, levels: [7]}
"""
