# SPDX-License-Identifier: GPL-2.0-or-later
"""From a sequence that fails to a short one that still does: first without
whole prefixes and kinds, then by halves, in the end one by one."""


class Shrinker:
    """fails(sequence) tells; it is asked at most `most` times."""

    def __init__(self, fails, most):
        self.fails, self.left = fails, most

    def still(self, shorter, sequence):
        if self.left <= 0 or len(shorter) == len(sequence):
            return False
        self.left -= 1
        return self.fails(shorter)

    def drop_groups(self, sequence, group_of):
        """Leave out all operations of a group, for every group."""
        for group in sorted({group for op in sequence for group in group_of(op)}):
            shorter = [op for op in sequence if group not in group_of(op)]
            if self.still(shorter, sequence):
                sequence = shorter
        return sequence

    def drop_parts(self, sequence):
        """Leave out halves, quarters, and so on, the later ones first."""
        size = len(sequence) // 2
        while size:
            end = len(sequence)
            while end > 0:
                shorter = sequence[:max(0, end - size)] + sequence[end:]
                if self.still(shorter, sequence):
                    sequence = shorter
                end -= size
            size //= 2
        return sequence

    def shrink(self, sequence):
        sequence = self.drop_groups(sequence, lambda op: op.prefixes())
        sequence = self.drop_groups(sequence, lambda op: (type(op).__name__,))
        return self.drop_parts(sequence)


def shrink(sequence, fails, most=120):
    return Shrinker(fails, most).shrink(list(sequence))
