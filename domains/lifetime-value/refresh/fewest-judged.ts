/** With fewer purchases to judge on, a choice or a verdict is a guess. */
export const fewestJudged = 100
