"""What the system's error numbers mean, in plain words."""

import errno

_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file may not grow further (a file size limit)",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOTDIR: "a file stands where the folder should be",
    errno.EEXIST: "a file stands where the folder should be",
    errno.EISDIR: "a folder stands where the file should be",
    errno.EIO: "the disk reports an error",
    errno.ENOENT: "the folder is missing and cannot be made",
}


def explain(error: OSError) -> str:
    """Say what an error of the file system means."""
    return _WORDS.get(error.errno or 0) or error.strerror or type(error).__name__
