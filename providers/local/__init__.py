"""The recogniser on this computer: pocketsphinx in a worker process, and the end of it that dictations talk to.

recogniser    our side, on asyncio: a `Recogniser` whose words survive the worker
outstanding   our memory of what the worker has not turned into final text yet
process       our side of the worker process: starting, feeding, ending it
frames        what goes through the pipes between the two
worker        the worker's main loop
engine        the decoder, fed block by block
loudness, segmentation, words    what the engine decides, without the decoder
"""
