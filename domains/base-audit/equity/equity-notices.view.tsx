/** What must be known of the data behind equity and acquisition, each with what to do. */
import type { Words } from '#ui/chart.ts'
import { useFormats, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from '../page/audit.module.css'
import type { EquityFinding } from '../equity.contract.ts'
import { equityText } from './equity-sentence.ts'

export function EquityNotices(props: {
  readonly of: readonly EquityFinding[]
  readonly currency: string | null
}): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  const formats = useFormats()
  const style = { words, formats, currency: props.currency }
  const told = new Map(props.of.map((finding) => [JSON.stringify(finding), finding]))
  if (told.size === 0) return null
  return (
    <ul className={styles.notices} aria-label={words('notices')}>
      {[...told].map(([key, finding]) => (
        <li key={key}>
          {equityText('text', finding, style)} <span>{equityText('hint', finding, style)}</span>
        </li>
      ))}
    </ul>
  )
}
