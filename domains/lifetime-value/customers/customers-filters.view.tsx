/** Search and filters of the Customers page; each filter is a button that says what it does, with two bounds inside. */
import { Button, NativeSelect, TextInput } from '#ui/controls.ts'
import { IconSearch } from '#ui/icons.ts'
import { useQuantityText } from '#ui/quantity.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { BoundsFilter } from './bounds-filter.view.tsx'
import styles from './customers.module.css'
import {
  changedSearch,
  customerColumns,
  isFiltered,
  type CustomerColumn,
  type CustomersSearch,
  type OnSearch,
} from './customers-search.ts'
import { parseDay, type Day } from '#kernel/time.ts'

interface FiltersProps {
  readonly search: CustomersSearch
  readonly onSearch: OnSearch
  readonly currency: string | null
}

export function CustomersFilters(props: FiltersProps): ReactElement {
  const words = useWords('lifetime-value')
  const { search, onSearch } = props
  return (
    <search className={styles.filters}>
      <SearchField
        search={search.search ?? ''}
        onSearch={(text) =>
          onSearch(changedSearch(search, { search: text === '' ? undefined : text }), { replace: true })
        }
      />
      <ValueFilter {...props} />
      <ActiveFilter {...props} />
      <FirstPurchaseFilter {...props} />
      <SortChoice {...props} />
      {isFiltered(search) ? (
        <Button variant="subtle" size="sm" onClick={() => onSearch(onlyOrder(search))}>
          {words('customers.filter.clearAll')}
        </Button>
      ) : null}
    </search>
  )
}

function onlyOrder({ sort, direction }: CustomersSearch): CustomersSearch {
  return changedSearch({}, { sort, direction })
}

/** How long a person pauses before what they typed is looked for. */
const pauseMs = 250

function SearchField(props: {
  readonly search: string
  readonly onSearch: (text: string) => void
}): ReactElement {
  const words = useWords('lifetime-value')
  const { search, onSearch } = props
  const [typed, type] = useState(search)
  const sent = useRef(search)
  useEffect(() => {
    // Cleared from elsewhere, or another address: what is typed follows, unless it came from here.
    if (search !== sent.current) type(search)
    sent.current = search
  }, [search])
  useEffect(() => {
    const wanted = typed.trim()
    if (wanted === search) return undefined
    const pause = setTimeout(() => {
      sent.current = wanted
      onSearch(wanted)
    }, pauseMs)
    return () => clearTimeout(pause)
  }, [typed, search, onSearch])
  return (
    <TextInput
      className={styles.search}
      type="search"
      aria-label={words('customers.search')}
      placeholder={words('customers.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}

function ValueFilter({ search, onSearch, currency }: FiltersProps): ReactElement {
  const words = useWords('lifetime-value')
  const text = useQuantityText({ as: 'money', currency })
  return (
    <BoundsFilter
      name={words('customers.filter.value')}
      kind="number"
      from={search.valueFrom?.toString()}
      to={search.valueTo?.toString()}
      say={(bound) => text(Number(bound))}
      onApply={(from, to) =>
        onSearch(changedSearch(search, { valueFrom: numberOf(from), valueTo: numberOf(to) }))
      }
    />
  )
}

function ActiveFilter({ search, onSearch }: FiltersProps): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  return (
    <BoundsFilter
      name={words('customers.filter.active')}
      kind="number"
      suffix="%"
      from={percentOf(search.activeFrom)}
      to={percentOf(search.activeTo)}
      say={(bound) => formats.percent(Number(bound) / 100)}
      onApply={(from, to) =>
        onSearch(changedSearch(search, { activeFrom: shareOf(from), activeTo: shareOf(to) }))
      }
    />
  )
}

function FirstPurchaseFilter({ search, onSearch }: FiltersProps): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  return (
    <BoundsFilter
      name={words('customers.filter.first')}
      kind="date"
      from={search.firstFrom}
      to={search.firstTo}
      say={(bound) => {
        const day = parseDay(bound)
        return day === undefined ? bound : formats.day(day)
      }}
      onApply={(from, to) => onSearch(changedSearch(search, { firstFrom: dayOf(from), firstTo: dayOf(to) }))}
    />
  )
}

/** On a phone, where most headers are hidden, the order is chosen here. */
function SortChoice({ search, onSearch }: FiltersProps): ReactElement {
  const words = useWords('lifetime-value')
  return (
    <NativeSelect
      className={styles.sort}
      aria-label={words('customers.sort')}
      value={search.sort ?? 'value'}
      data={customerColumns.map((column) => ({
        value: column,
        label: words('customers.sortBy', { column: words(`customers.columns.${column}`) }),
      }))}
      onChange={(event) =>
        onSearch(
          changedSearch(search, { sort: event.currentTarget.value as CustomerColumn, direction: undefined }),
        )
      }
    />
  )
}

function dayOf(written: string | undefined): Day | undefined {
  return written === undefined ? undefined : parseDay(written)
}

/** A share as the hundredths that a person types; rounded, for 0.57 × 100 is not 57. */
function percentOf(share: number | undefined): string | undefined {
  return share === undefined ? undefined : String(Number((share * 100).toFixed(6)))
}

function shareOf(written: string | undefined): number | undefined {
  const percent = numberOf(written)
  return percent === undefined ? undefined : Math.min(1, Math.max(0, percent / 100))
}

function numberOf(written: string | undefined): number | undefined {
  if (written === undefined || written.trim() === '') return undefined
  const number = Number(written)
  return Number.isFinite(number) ? number : undefined
}
