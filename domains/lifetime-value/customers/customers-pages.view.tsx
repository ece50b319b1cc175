/** Which part of the list is shown, and the way to the next and the previous part. */
import { ActionIcon } from '#ui/controls.ts'
import { IconChevronLeft, IconChevronRight } from '#ui/icons.ts'
import { useFormats, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from './customers.module.css'
import type { CustomersAnswer } from '../page-answers.ts'

export function CustomersPages(props: {
  readonly answer: CustomersAnswer
  readonly onPage: (page: number) => void
}): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const { total, page, pageSize, customers } = props.answer
  const from = (page - 1) * pageSize + 1
  return (
    <nav className={styles.pages} aria-label={words('customers.pages')}>
      <output>
        {words('customers.shown', {
          from: formats.count(from),
          to: formats.count(from + customers.length - 1),
          total: formats.count(total),
        })}
      </output>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={words('customers.previous')}
        disabled={page <= 1}
        onClick={() => props.onPage(page - 1)}
      >
        <IconChevronLeft size={18} aria-hidden className={styles.mirrors} />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={words('customers.next')}
        disabled={page * pageSize >= total}
        onClick={() => props.onPage(page + 1)}
      >
        <IconChevronRight size={18} aria-hidden className={styles.mirrors} />
      </ActionIcon>
    </nav>
  )
}
