/** How a length of time, and what value means, are said. */
import { useFormats, useWords } from '#ui/words.tsx'

/** Says a number of days: in weeks where they are whole. */
export function useHorizonText(): (days: number) => string {
  const words = useWords('lifetime-value')
  return (days) =>
    days % 7 === 0 && days >= 28
      ? words('horizon.weeks', { count: days / 7 })
      : words('horizon.days', { count: days })
}

/** Says how far a forecast was from what came: "12 % low". */
export function useSkillText(): (skill: {
  readonly word: 'low' | 'high' | 'right'
  readonly share: number
}) => string {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  return ({ word, share }) => words(`skill.${word}`, { share: formats.percent(share) })
}
