"""Speed and quality, each as a ratio in one run or a rate with its counts."""
