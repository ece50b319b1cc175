/** How an import is valued: the name of the business, and what the file does not say itself. */
import { Checkbox, NumberInput, SegmentedControl, Select, TextInput } from '#ui/controls.ts'
import { useWords } from '#ui/words.tsx'
import { useState, type FormEvent, type ReactElement, type ReactNode } from 'react'
import type { Business } from './business.contract.ts'
import { businessNameOf } from './corrections.ts'
import type { ImportOptions } from './history.contract.ts'
import styles from './import.module.css'

/** Where the file goes, and how it is read and valued. */
export interface Choices {
  readonly business: { readonly name: string } | string
  readonly options: ImportOptions
}

/** The fields as they are written; an empty one leaves the choice to the program. */
interface Fields {
  readonly into: 'new' | 'this'
  readonly name: string
  readonly currency: string
  readonly timeZone: string | null
  readonly margin: string | number
  readonly horizonWeeks: string | number
  readonly discount: string | number
  readonly model: string
  readonly dropDuplicates: boolean
}

export function ImportChoices(props: {
  readonly fileName: string
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
    margin: '',
    horizonWeeks: '',
    discount: '',
    model: 'auto',
    dropDuplicates: false,
  })
  const change = (changes: Partial<Fields>) => setFields({ ...fields, ...changes })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const intoNew = into === null || fields.into === 'new'
    onStart({
      business: intoNew ? { name: fields.name.trim() } : into.business,
      options: optionsOf(fields),
    })
  }
  return (
    <form className={styles.choices} onSubmit={submit}>
      <Into fields={fields} change={change} business={into} />
      <MainFields fields={fields} change={change} />
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
const models = ['auto', 'pareto-nbd', 'mbg-nbd', 'bg-nbd'] as const

function MainFields({ fields, change }: FieldsProps): ReactElement {
  const words = useWords('history')
  return (
    <>
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
        <Figure name="margin" fields={fields} change={change} max={100} suffix=" %" />
        <Figure name="horizonWeeks" fields={fields} change={change} max={520} />
        <Figure name="discount" fields={fields} change={change} max={1000} suffix=" %" />
        <Select
          label={words('choices.model')}
          description={words('choices.modelHint')}
          data={models.map((model) => ({ value: model, label: words(`choices.models.${model}`) }))}
          value={fields.model}
          onChange={(model) => change({ model: model ?? 'auto' })}
        />
      </div>
      <Checkbox
        label={words('choices.dropDuplicates')}
        description={words('choices.dropDuplicatesHint')}
        checked={fields.dropDuplicates}
        onChange={(event) => change({ dropDuplicates: event.currentTarget.checked })}
      />
    </>
  )
}

function Figure(
  props: FieldsProps & {
    readonly name: 'margin' | 'horizonWeeks' | 'discount'
    readonly max: number
    readonly suffix?: string
  },
): ReactElement {
  const words = useWords('history')
  const { name, fields, change, max, suffix = '' } = props
  return (
    <NumberInput
      label={words(`choices.${name}`)}
      description={words(`choices.${name}Hint`)}
      min={0}
      max={max}
      suffix={suffix}
      hideControls
      value={fields[name]}
      onChange={(value) => change({ [name]: value })}
    />
  )
}

function optionsOf(fields: Fields): ImportOptions {
  const { currency, timeZone, margin, horizonWeeks, discount, model, dropDuplicates } = fields
  return {
    ...(currency === '' ? {} : { currency }),
    ...(timeZone === null ? {} : { timeZone }),
    ...(isFigure(margin) && margin > 0 ? { margin: margin / 100 } : {}),
    ...(isFigure(horizonWeeks) && horizonWeeks >= 1 ? { horizon: `${Math.round(horizonWeeks)}w` } : {}),
    ...(isFigure(discount) ? { discount: discount / 100 } : {}),
    ...(model === 'auto' ? {} : { model: model as NonNullable<ImportOptions['model']> }),
    ...(dropDuplicates ? { dropDuplicates } : {}),
  }
}

function isFigure(value: string | number): value is number {
  return typeof value === 'number'
}
