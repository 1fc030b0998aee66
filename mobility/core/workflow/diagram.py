"""Draws a workflow as a Mermaid state diagram, so that the documentation is generated and cannot be stale."""

from __future__ import annotations

from mobility.core.access import POLICY
from mobility.core.workflow.definition import Workflow


def draw(workflow: Workflow) -> str:
    """Return a Markdown page with the diagram and a table of every move. The same workflow gives the same text."""
    lines = [f"# Workflow `{workflow.key}`", "", "Generated from the workflow's own data; do not edit.", ""]
    lines += ["```mermaid", "stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    for move in workflow.transitions:
        label = f"{move.action.split('.')[1]}" + (f" · {move.outcome}" if move.outcome else "")
        lines += [f"    {source} --> {move.target}: {label}" for source in move.sources]
    lines += [f"    {stage.key} --> [*]" for stage in workflow.stages if stage.is_end]
    lines += ["```", "", "| stage | English | 中文 | has the file | kind |", "|---|---|---|---|---|"]
    lines += [
        f"| `{stage.key}` | {stage.title.en} | {stage.title.zh_Hans} | {stage.holder or '–'} | {stage.kind} |"
        for stage in workflow.stages
    ]
    lines += ["", "| act | from | to | who | guards | letters |", "|---|---|---|---|---|---|"]
    for move in workflow.transitions:
        act = f"`{move.action}`" + (f" · {move.outcome}" if move.outcome else "")
        who = ", ".join(sorted(POLICY[move.action].roles))
        lines.append(
            f"| {act} | {', '.join(move.sources)} | {move.target} | {who} "
            f"| {', '.join(move.guards) or '–'} | {', '.join(move.notices) or '–'} |"
        )
    return "\n".join(lines) + "\n"
