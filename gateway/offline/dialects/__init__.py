"""The languages of providers other than OpenAI, one file each for what it reads, says and refuses."""
