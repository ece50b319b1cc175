/** All customers: searched, filtered, ordered, a page at a time; the address says which. */
import type { Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import { Button } from '#ui/controls.ts'
import { Page, Panel } from '#ui/page.tsx'
import { DayText } from '#ui/quantity.tsx'
import { Empty } from '#ui/states.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { CustomersFilters } from './customers-filters.view.tsx'
import { CustomersPages } from './customers-pages.view.tsx'
import { changedSearch, type CustomersSearch, type OnSearch } from './customers-search.ts'
import { CustomersTable } from './customers-table.view.tsx'
import { useHorizonText } from '../horizon.view.tsx'
import { listCustomers } from '../lifetime-value.contract.ts'
import type { CustomersAnswer } from '../page-answers.ts'
import { snapshotOf } from '../snapshot-of.ts'

export function CustomersPage(props: {
  readonly business: Business
  readonly search: CustomersSearch
  readonly onSearch: OnSearch
}): ReactElement {
  const words = useWords('lifetime-value')
  const { business, search, onSearch } = props
  const answer = useAnswer(listCustomers, { ...snapshotOf(business), ...search }, { keepPrevious: true })
  return (
    <Page
      title={words('customers.title')}
      of={business.name}
      lead={answer.state === 'ready' ? <Lead of={answer.value} /> : undefined}
    >
      <Panel>
        <CustomersFilters search={search} onSearch={onSearch} currency={business.currency} />
        <Answered of={answer} reading={words('reading.customers')}>
          {(found, refreshing) =>
            found.total === 0 ? (
              <NoMatch onSearch={onSearch} />
            ) : (
              <>
                <CustomersTable
                  answer={found}
                  business={business.business}
                  refreshing={refreshing}
                  search={search}
                  onSearch={onSearch}
                />
                <CustomersPages
                  answer={found}
                  onPage={(page) => onSearch(changedSearch(search, { page: page === 1 ? undefined : page }))}
                />
              </>
            )
          }
        </Answered>
      </Panel>
    </Page>
  )
}

function Lead(props: { readonly of: CustomersAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const horizonText = useHorizonText()
  const { asOf, valueOf, horizonDays } = props.of
  return (
    <Sentence
      from="lifetime-value"
      name="customers.lead"
      values={{ valueOf: words(`valueOf.${valueOf}`), horizon: horizonText(horizonDays) }}
      parts={{ day: <DayText of={asOf} /> }}
    />
  )
}

function NoMatch(props: { readonly onSearch: OnSearch }): ReactElement {
  const words = useWords('lifetime-value')
  return (
    <Empty title={words('customers.none.title')}>
      <p>{words('customers.none.lead')}</p>
      <Button variant="default" onClick={() => props.onSearch({})}>
        {words('customers.none.clear')}
      </Button>
    </Empty>
  )
}
