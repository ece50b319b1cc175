/** How the file is written, and ways to correct that. */
import { Checkbox, TextInput } from '#ui/controls.ts'
import { Select } from '#ui/overlays.ts'
import { useWords } from '#ui/words.tsx'
import { useState, type ReactElement } from 'react'
import type { Overrides, Preview } from '../history.contract.ts'
import styles from './import.module.css'
import { renewalPeriods } from '../renewal-period.ts'

interface FormatProps {
  readonly preview: Preview
  readonly overrides: Overrides
  readonly onOverrides: (overrides: Overrides) => void
}

export function FileFormat(props: FormatProps): ReactElement {
  const words = useWords('history')
  const { preview, overrides, onOverrides } = props
  const { format } = preview
  const text = format.kind === 'text'
  return (
    <details className={styles.details}>
      <summary>{words('format.title')}</summary>
      <div className={styles.fields}>
        <DateFormat {...props} />
        <Period {...props} />
        {text ? (
          <>
            <Choice
              name="delimiter"
              value={format.delimiter ?? ','}
              among={[',', ';', 'tab', '|', 'spaces']}
              onChoose={(delimiter) => onOverrides({ ...overrides, delimiter })}
            />
            <Choice
              name="decimal"
              value={format.decimal ?? '.'}
              among={['.', ',']}
              onChoose={(decimal) => onOverrides({ ...overrides, decimal: decimal as '.' | ',' })}
            />
            <Choice
              name="encoding"
              value={format.encoding ?? 'utf-8'}
              among={['utf-8', 'latin-1']}
              onChoose={(encoding) =>
                onOverrides({ ...overrides, encoding: encoding as 'utf-8' | 'latin-1' })
              }
            />
            <Checkbox
              label={words('format.header')}
              checked={format.header}
              onChange={(event) => onOverrides({ ...overrides, header: event.currentTarget.checked })}
            />
          </>
        ) : null}
      </div>
    </details>
  )
}

function DateFormat({ preview, overrides, onOverrides }: FormatProps): ReactElement {
  const words = useWords('history')
  const guessed = preview.format.dateFormat ?? ''
  const [written, write] = useState(overrides.dateFormat ?? guessed)
  const apply = () => {
    const wanted = written.trim()
    if (wanted !== guessed && wanted !== '') onOverrides({ ...overrides, dateFormat: wanted })
  }
  return (
    <TextInput
      label={words('format.date')}
      description={words('format.dateHint')}
      value={written}
      onChange={(event) => write(event.currentTarget.value)}
      onBlur={apply}
    />
  )
}

/** How often contracts come up for renewal; nothing where rows are purchases. */
function Period({ preview, overrides, onOverrides }: FormatProps): ReactElement | null {
  const words = useWords('history')
  const { log, period } = preview.format
  if (log !== 'contracts') return null
  return (
    <Select
      label={words('format.period')}
      value={period}
      data={renewalPeriods.map((one) => ({ value: one, label: words(`format.periods.${one}`) }))}
      onChange={(chosen) => {
        if (chosen !== null) onOverrides({ ...overrides, period: chosen })
      }}
    />
  )
}

function Choice(props: {
  readonly name: 'delimiter' | 'decimal' | 'encoding'
  readonly value: string
  readonly among: readonly (keyof typeof said)[]
  readonly onChoose: (value: string) => void
}): ReactElement {
  const words = useWords('history')
  const known = props.among.some((one) => one === props.value)
  return (
    <Select
      label={words(`format.${props.name}`)}
      value={props.value}
      data={[
        ...props.among.map((value) => ({ value: value as string, label: words(`format.${said[value]}`) })),
        // A delimiter that is not in the list was guessed, and stands for itself.
        ...(known ? [] : [{ value: props.value, label: props.value }]),
      ]}
      onChange={(chosen) => {
        if (chosen !== null) props.onChoose(chosen)
      }}
    />
  )
}

/** Names of the signs and encodings in the language file. */
const said = {
  ',': 'comma',
  ';': 'semicolon',
  '|': 'bar',
  '.': 'point',
  tab: 'tab',
  spaces: 'spaces',
  'utf-8': 'utf8',
  'latin-1': 'latin1',
} as const
