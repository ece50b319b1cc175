/** How an import is valued: the name of the business, and what the file does not say itself. */
import { Checkbox, SegmentedControl, TextInput } from '#ui/controls.ts'
import { Select } from '#ui/overlays.ts'
import { useWords } from '#ui/words.tsx'
import { useState, type FormEvent, type ReactElement, type ReactNode } from 'react'
import type { Business } from '../business.contract.ts'
import { businessNameOf } from '../reading/corrections.ts'
import type { LogKind } from '../log-kind.ts'
import type { ImportOptions, RefreshOptions } from '../import-options.contract.ts'
import styles from './import.module.css'
import { choicesOf, optionsOf, type ValueChoices } from './value-choices.ts'
import { ValueFields } from './value-fields.view.tsx'

/** Where the file goes, and how it is read and valued. */
export interface Choices {
  readonly business: { readonly name: string } | string
  readonly options: ImportOptions
}

/** The fields as they are written; an empty one leaves the choice to the program. */
interface Fields extends ValueChoices {
  readonly into: 'new' | 'this'
  readonly name: string
  readonly currency: string
  readonly timeZone: string | null
  readonly dropDuplicates: boolean
}

export function ImportChoices(props: {
  readonly fileName: string
  /** Whether rows are purchases or contracts. */
  readonly log: LogKind
  /** Whether lines may repeat one another; of events that happen once they may not. */
  readonly mayRepeat: boolean
  readonly into: Business | null
  readonly onStart: (choices: Choices) => void
  readonly children: ReactNode
}): ReactElement {
  const { fileName, into, onStart } = props
  const [fields, setFields] = useState<Fields>({
    into: 'new',
    name: businessNameOf(fileName),
    currency: '',
    timeZone: null,
    dropDuplicates: false,
    ...choicesOf({}),
  })
  const change = (changes: Partial<Fields>) => setFields({ ...fields, ...changes })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const intoNew = into === null || fields.into === 'new'
    onStart({
      business: intoNew ? { name: fields.name.trim() } : into.business,
      options: { ...readingOf(fields), ...valuingOf(fields) },
    })
  }
  return (
    <form className={styles.choices} onSubmit={submit}>
      <Into fields={fields} change={change} business={into} />
      <MainFields fields={fields} change={change} log={props.log} />
      {props.mayRepeat ? <Duplicates fields={fields} change={change} /> : null}
      {props.children}
    </form>
  )
}

interface FieldsProps {
  readonly fields: Fields
  readonly change: (changes: Partial<Fields>) => void
}

function Into({
  fields,
  change,
  business,
}: FieldsProps & { readonly business: Business | null }): ReactElement {
  const words = useWords('history')
  return (
    <div className={styles.fields}>
      {business === null || business.demo ? null : (
        <SegmentedControl
          aria-label={words('choices.into')}
          value={fields.into}
          onChange={(into) => change({ into })}
          data={[
            { value: 'new', label: words('choices.new') },
            { value: 'this', label: words('choices.this', { name: business.name }) },
          ]}
        />
      )}
      {fields.into === 'new' ? (
        <TextInput
          label={words('choices.name')}
          required
          maxLength={80}
          value={fields.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      ) : null}
    </div>
  )
}

const timeZones = Intl.supportedValuesOf('timeZone')

function MainFields({ fields, change, log }: FieldsProps & { readonly log: LogKind }): ReactElement {
  const words = useWords('history')
  return (
    <div className={styles.fields}>
      <TextInput
        label={words('choices.currency')}
        description={words('choices.currencyHint')}
        pattern="[A-Za-z]{3}"
        maxLength={3}
        value={fields.currency}
        onChange={(event) => change({ currency: event.currentTarget.value.toUpperCase() })}
      />
      <Select
        label={words('choices.timeZone')}
        description={words('choices.timeZoneHint')}
        data={timeZones}
        searchable
        clearable
        value={fields.timeZone}
        onChange={(timeZone) => change({ timeZone })}
      />
      <ValueFields choices={fields} change={change} log={log} />
    </div>
  )
}

function Duplicates({ fields, change }: FieldsProps): ReactElement {
  const words = useWords('history')
  return (
    <Checkbox
      label={words('choices.dropDuplicates')}
      description={words('choices.dropDuplicatesHint')}
      checked={fields.dropDuplicates}
      onChange={(event) => change({ dropDuplicates: event.currentTarget.checked })}
    />
  )
}

function readingOf({ currency, timeZone, dropDuplicates }: Fields): ImportOptions {
  return {
    ...(currency === '' ? {} : { currency }),
    ...(timeZone === null ? {} : { timeZone }),
    ...(dropDuplicates ? { dropDuplicates } : {}),
  }
}

/** Only what was said: a business that the file is added to keeps its choices. */
function valuingOf(fields: Fields): ImportOptions {
  const usual = optionsOf(choicesOf({}))
  const said = Object.entries(optionsOf(fields)).filter(
    ([name, value]) => value !== usual[name as keyof RefreshOptions],
  )
  return Object.fromEntries(said)
}
