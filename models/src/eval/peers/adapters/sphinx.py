"""pocketsphinx with the acoustic model, dictionary and language model for US English that come with it."""

from importlib.metadata import version

import numpy as np
from measure import run


def prepare(_options):
    from pocketsphinx import Decoder

    decoder = Decoder(samprate=16000, loglevel="FATAL")

    def recognise(samples, _language):
        decoder.start_utt()
        decoder.process_raw((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes(), full_utt=True)
        decoder.end_utt()
        best = decoder.hyp()
        return "" if best is None else best.hypstr

    return f"pocketsphinx {version('pocketsphinx')}", recognise


run(prepare)
