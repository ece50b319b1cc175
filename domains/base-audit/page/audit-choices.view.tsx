/** What an audit page is asked: how time is cut, what is looked at, and what it stands beside. All of it is in the address. */
import type { Words } from '#ui/chart.ts'
import { Button, NativeSelect } from '#ui/controls.ts'
import { readingDirection, useFormatLocale, useWords } from '#ui/words.tsx'
import { useId, useState, type ReactElement } from 'react'
import { isolated, periodText } from '../tables/audit-cell.ts'
import { dimensions, type AuditPlan, type AuditView, type Dimension } from '../audit-document.ts'
import { filterNames, isFiltered, type AuditChange, type AuditSearch } from '../audit-search.ts'
import type { Lens } from '../tables/audit-tables.ts'
import styles from './audit.module.css'

export interface AuditChoicesProps {
  readonly lens: Lens
  readonly plan: AuditPlan
  readonly search: AuditSearch
  /** What is shown now, defaults filled in; undefined until it is known. */
  readonly view: AuditView | undefined
  readonly onChange: (change: AuditChange) => void
}

export function AuditChoices(props: AuditChoicesProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { search, onChange } = props
  // On a phone what is seldom chosen is folded away; elsewhere the button is not there.
  const [isOpen, open] = useState(isFiltered(search) || search.against !== undefined)
  const folded = useId()
  return (
    <search className={styles.choices} aria-label={words('choice.label')}>
      <LengthChoice {...props} />
      <FiscalStartChoice {...props} />
      <PeriodChoices {...props} />
      <Button
        className={styles.fold}
        variant="default"
        aria-expanded={isOpen}
        aria-controls={folded}
        onClick={() => open(!isOpen)}
      >
        {words(isOpen ? 'choice.fewer' : 'choice.more')}
      </Button>
      <div id={folded} className={styles.folded} data-open={isOpen}>
        <FilterChoices {...props} />
        <AgainstChoice {...props} />
        {props.lens === 'differ' ? <ByChoice {...props} /> : null}
        {props.lens === 'change' ? <SplitsChoice {...props} /> : null}
      </div>
      {isFiltered(search) || search.against !== undefined ? (
        <Button variant="subtle" onClick={() => onChange(cleared)}>
          {words('choice.clear')}
        </Button>
      ) : null}
    </search>
  )
}

const cleared: AuditChange = {
  ...Object.fromEntries(filterNames.map((name) => [name, undefined])),
  against: undefined,
}

function LengthChoice({ plan, search, onChange }: AuditChoicesProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const lengths = plan.lengths.filter((length) => length !== 'all')
  return (
    <NativeSelect
      label={words('choice.length')}
      value={search.length ?? plan.stated.length}
      onChange={(event) =>
        onChange({ length: lengths.find((length) => length === event.currentTarget.value) })
      }
      data={lengths.map((length) => ({ value: length, label: words(`length.${length}`) }))}
    />
  )
}

function FiscalStartChoice({ plan, search, onChange }: AuditChoicesProps): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  const locale = useFormatLocale()
  if ((search.length ?? plan.stated.length) === 'month') return null
  const format = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' })
  const months = Array.from({ length: 12 }, (_, place) => place + 1)
  return (
    <NativeSelect
      label={words('choice.fiscalStart')}
      value={String(search.fiscalStart ?? plan.stated.fiscalStart)}
      onChange={({ currentTarget: { value } }) =>
        onChange({ fiscalStart: value === '1' ? undefined : Number(value) })
      }
      data={months.map((month) => ({
        value: String(month),
        label: format.format(new Date(Date.UTC(2024, month - 1, 15))),
      }))}
    />
  )
}

/** The periods that a lens asks for. */
const periodsOf: Readonly<Record<Lens, readonly ('before' | 'period' | 'cohort')[]>> = {
  differ: ['period'],
  change: ['before', 'period'],
  cohort: ['cohort'],
  cohorts: [],
  whole: [],
}

function PeriodChoices({ lens, plan, view, onChange }: AuditChoicesProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { periods } = plan.stated
  return (
    <>
      {periodsOf[lens].map((name) => (
        <NativeSelect
          key={name}
          label={words(`choice.${lens === 'differ' ? 'inPeriod' : name}`)}
          value={view?.[name] ?? ''}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
          data={periods.map(({ key, partial }) => ({
            value: key,
            label: periodLabel(words, key, partial !== null),
          }))}
        />
      ))}
    </>
  )
}

/** A list to choose from holds text alone, so that its keys are kept in their direction by marks. */
function periodLabel(words: Words, key: string, isPartial: boolean): string {
  const period = isolated(periodText(words, key), readingDirection())
  return isPartial ? words('choice.partial', { period }) : period
}

function FilterChoices({ lens, plan, search, onChange }: AuditChoicesProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const isOfCohorts = lens === 'cohort' || lens === 'cohorts'
  return (
    <>
      {plan.dimensions.map(({ dimension, values }) => {
        const name = isOfCohorts ? firstName(dimension) : dimension
        return (
          <NativeSelect
            key={name}
            label={words(`choice.filter.${name}`)}
            value={search[name] ?? ''}
            onChange={({ currentTarget: { value } }) =>
              onChange({ [name]: value === '' ? undefined : value })
            }
            data={[
              { value: '', label: words('choice.every') },
              ...values.map(({ value }) => ({ value, label: value })),
            ]}
          />
        )
      })}
    </>
  )
}

function firstName(dimension: Dimension): `first${Capitalize<Dimension>}` {
  return `first${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}` as `first${Capitalize<Dimension>}`
}

/** Beside another period, cohort, or value of a dimension. */
function AgainstChoice({ lens, plan, search, view, onChange }: AuditChoicesProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const kind = lens === 'cohort' ? 'cohort' : 'period'
  const periods = lens === 'differ' || lens === 'cohort' ? plan.stated.periods : []
  const values = dimensions.flatMap((dimension) =>
    (plan.dimensions.find((listed) => listed.dimension === dimension)?.values ?? [])
      .slice(0, 30)
      .map(({ value }) => ({
        value: `${dimension}:${value}`,
        label: words('choice.value', { dimension: words(`choice.filter.${dimension}`), value }),
      })),
  )
  const others = periods
    .filter(({ key }) => key !== view?.[kind])
    .map(({ key }) => ({ value: `${kind}:${key}`, label: periodLabel(words, key, false) }))
  return (
    <NativeSelect
      label={words('choice.against')}
      value={search.against ?? ''}
      onChange={({ currentTarget: { value } }) => onChange({ against: value === '' ? undefined : value })}
      data={[{ value: '', label: words('choice.nothing') }, ...others.toReversed(), ...values]}
    />
  )
}

/** Whose values stand side by side in a table of their own. */
function ByChoice({ plan, search, onChange }: AuditChoicesProps): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  if (plan.dimensions.length === 0) return null
  return (
    <NativeSelect
      label={words('choice.by')}
      value={search.by ?? ''}
      onChange={({ currentTarget: { value } }) =>
        onChange({ by: dimensions.find((dimension) => dimension === value) })
      }
      data={[
        { value: '', label: words('choice.nothing') },
        ...plan.dimensions.map(({ dimension }) => ({
          value: dimension,
          label: words(`choice.filter.${dimension}`),
        })),
      ]}
    />
  )
}

const splitOrders = [
  ['frequency', 'orderValue', 'margin'],
  ['frequency', 'margin', 'orderValue'],
  ['orderValue', 'frequency', 'margin'],
  ['orderValue', 'margin', 'frequency'],
  ['margin', 'frequency', 'orderValue'],
  ['margin', 'orderValue', 'frequency'],
] as const

/** In which order the up-down table splits those who stayed. */
function SplitsChoice({ plan, search, onChange }: AuditChoicesProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const usual = splitOrders[0].join(',')
  // Where all is revenue there is no margin to split by: it stands last and is not named.
  const isRevenue = plan.stated.measure === 'revenue'
  const orders = splitOrders.filter((order) => !isRevenue || order[2] === 'margin')
  return (
    <NativeSelect
      label={words('choice.splits')}
      value={search.splits ?? usual}
      onChange={({ currentTarget: { value } }) => onChange({ splits: value === usual ? undefined : value })}
      data={orders.map((order) => ({
        value: order.join(','),
        label: order
          .filter((name) => !isRevenue || name !== 'margin')
          .map((name) => words(`code.${name}`))
          .join(', '),
      }))}
    />
  )
}
