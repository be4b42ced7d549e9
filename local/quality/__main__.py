"""`make quality`: the engine on our corpus, or on cases from outside.

Without files it runs every typed request and every conversation of the corpus, and one seeded
defect for each lint rule. With `CASES=` or `REQUESTS=` it reads JSON lines and writes `OUT=`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from libs.ai.models import load_tiers
from libs.ai.usage import SpendGuard, UsageMeter
from libs.training_program.models.request import TrainingRequest
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock
from local.offline_coach.responder import OfflineCoach
from local.quality.cases import Case, ConversationCase, RequestCase, WrongLine, read_cases
from local.quality.compare import field_scores, share
from local.quality.defects import print_defects
from local.quality.engine import CaseResult, Engine, today_utc
from local.quality.report import is_good, print_applied, print_cases
from local.quality.workout_report import corpus_workouts, outside_workouts

CORPUS = Path("tests/data/build_conversations.jsonl")
MIN_READY_SHARE = 0.9


def main() -> int:
    """Run and return 0 when the corpus is good, or the outside cases were all answered."""
    args = _parser().parse_args()
    console = Console(width=170)
    with ExitStack() as stack:
        engine = _engine(args, stack, console)
        if args.cases or args.requests:
            return _outside(args, engine, console)
        if args.workouts:
            return outside_workouts(args.workouts, args.out, engine, console)
        programs_good = _corpus(engine, console) == 0
        return 0 if corpus_workouts(engine, console) and programs_good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make quality", description=__doc__)
    parser.add_argument("--cases", type=Path, help="conversations, JSON lines")
    parser.add_argument("--requests", type=Path, help="typed requests, JSON lines")
    parser.add_argument("--workouts", type=Path, help="workout texts, JSON lines")
    parser.add_argument("--out", type=Path, help="results, JSON lines")
    parser.add_argument("--model", choices=("offline", "bedrock"), default="offline")
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--max-usd", type=Decimal, default=Decimal(1))
    return parser


def _engine(args: argparse.Namespace, stack: ExitStack, console: Console) -> Engine:
    meter = UsageMeter()
    if args.model == "bedrock":
        models = ", ".join(load_tiers(None).model_ids())
        console.print(f"Models: {models}, {today_utc()}, stops at {args.max_usd} USD")
        stack.callback(lambda: console.print(f"Spent {meter.total().cost_usd:.4f} USD"))
        return Engine(None, args.region, SpendGuard.of_meter(args.max_usd, meter), meter)
    console.print(f"Model: the offline demo coach behind the local Bedrock, {today_utc()}")
    _use_local_credentials()
    bedrock = stack.enter_context(LocalBedrock(OfflineCoach()))
    return Engine(bedrock.base_url, total=meter)


def _use_local_credentials() -> None:
    """Point the SDK at credentials that only the local Bedrock accepts."""
    os.environ["AWS_ACCESS_KEY_ID"] = LOCAL_ACCESS_KEY_ID
    os.environ["AWS_SECRET_ACCESS_KEY"] = LOCAL_SECRET_KEY
    os.environ.pop("AWS_SESSION_TOKEN", None)
    os.environ.pop("AWS_PROFILE", None)


def _outside(args: argparse.Namespace, engine: Engine, console: Console) -> int:
    kind: type[Case] = ConversationCase if args.cases else RequestCase
    lines = (args.cases or args.requests).read_text("utf-8").splitlines()
    results, wrong = [], 0
    out = args.out.open("w", encoding="utf-8") if args.out else None
    for item in read_cases(lines, kind):
        if isinstance(item, WrongLine):
            wrong += 1
            line: dict[str, object] = {"id": item.id, "outcome": "failed", "reason": item.reason}
            console.print(f"{item.id}: {item.reason}", style="red", markup=False)
        else:
            result = engine.run(item)
            results.append(result)
            line = result.to_wire()
            console.print(f"{item.id}: {result.outcome} {result.reason[:100]}", markup=False)
        if out is not None:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
    if out is not None:
        out.close()
    print_cases(console, "Cases", results)
    return 1 if wrong else 0


def _corpus(engine: Engine, console: Console) -> int:
    lines = CORPUS.read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    buildable = [row for row in rows if row["outcome"] == "ready"]
    typed = [engine.run(_typed(row)) for row in buildable]
    print_cases(console, "Typed requests of the corpus", typed)
    print_applied(console, typed)
    conversations = list(read_cases(lines, ConversationCase))
    spoken = [engine.run(case) for case in conversations if not isinstance(case, WrongLine)]
    print_cases(console, "Conversations of the corpus", spoken)
    extraction_good = _print_extraction(console, rows, spoken)
    defects_good = print_defects(console, typed)
    good = is_good(typed)
    console.print(f"Typed requests {'good' if good else 'NOT GOOD'}")
    return 0 if good and extraction_good and defects_good else 1


def _typed(row: dict[str, object]) -> RequestCase:
    return RequestCase.model_validate(
        {
            "id": row["id"],
            "today": row["today"],
            "timezone": row["timezone"],
            "request": row["expect"],
        }
    )


def _print_extraction(
    console: Console, rows: Sequence[dict[str, object]], spoken: Iterable[CaseResult]
) -> bool:
    """Print the extraction field by field; return whether plain English does well enough."""
    hits = total = 0
    for row, result in zip(rows, spoken, strict=True):
        scores: Mapping[str, bool] = {}
        if result.request is not None:
            scores = field_scores(TrainingRequest.model_validate(row["expect"]), result.request)
        wrong = " ".join(name for name, right in scores.items() if not right)
        console.print(
            f"{result.id}: expected {row['outcome']}, got {result.outcome}; fields "
            f"{share(scores):.0%}{' wrong: ' + wrong if wrong else ''}",
            markup=False,
        )
        if row["plainEnglish"]:
            total += 1
            hits += row["outcome"] == result.outcome
    console.print(f"Plain English cases with the expected outcome: {hits} of {total}")
    return hits >= MIN_READY_SHARE * total


if __name__ == "__main__":
    sys.exit(main())
