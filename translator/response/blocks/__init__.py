"""The content blocks of an answer: each holds back what comes before its turn, and knows when it is whole."""
