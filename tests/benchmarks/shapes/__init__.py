"""Time and memory of a model's true shapes with random weights, on one GPU: the same table every time.

``python -m tests.benchmarks.decode --shapes step-audio-r1`` runs it. No checkpoint of this size was at hand: what a
figure says of time and memory holds for the real weights too, and of answers it says nothing.
"""
