"""What the Python peers share: reads the job, warms up, and writes one JSON line an item with its processor time."""

import json
import resource
import sys
import time

import numpy as np


def processor_seconds():
    """Of all threads of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def run(prepare):
    """`prepare(options)` gives the peer's version and a function (samples at 16 kHz in -1..1, language) -> text."""
    job_file, answer_file = sys.argv[1:3]
    with open(job_file, encoding="utf-8") as file:
        job = json.load(file)
    version, recognise = prepare(job["options"])
    items = job["items"]
    read = lambda item: np.fromfile(item["path"], dtype=np.float32)
    with open(answer_file, "w", encoding="utf-8") as answers:
        print(json.dumps({"version": version}), file=answers)
        recognise(read(items[0]), items[0]["language"])
        for item in items:
            samples = read(item)
            spent, started = processor_seconds(), time.monotonic()
            text = recognise(samples, item["language"])
            answer = {
                "text": text,
                "processorSeconds": processor_seconds() - spent,
                "wallMs": 1000 * (time.monotonic() - started),
            }
            print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)
