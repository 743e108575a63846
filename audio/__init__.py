"""Sound: PCM arithmetic, chunking, level, resampling, devices and the microphone. Imports no other package of ours."""
