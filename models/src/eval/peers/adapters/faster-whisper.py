"""faster-whisper with its defaults, but for the language and the beam, which the job gives."""

import ctranslate2
import faster_whisper
from measure import run


def prepare(options):
    model = faster_whisper.WhisperModel(
        options["model"], device="cpu", compute_type=options["computeType"], cpu_threads=options["threads"], num_workers=1
    )

    def recognise(samples, language):
        segments, _ = model.transcribe(samples, language=language, beam_size=options["beam"], best_of=options["beam"])
        return " ".join(segment.text.strip() for segment in segments)

    return f"faster-whisper {faster_whisper.__version__}, CTranslate2 {ctranslate2.__version__}", recognise


run(prepare)
