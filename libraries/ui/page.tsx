/** The frame of a screen: title, panels, columns and facts. */
import { useEffect, type ReactElement, type ReactNode } from 'react'
import styles from './page.module.css'
import { useWords } from './words.tsx'

/** A screen: its heading, which is also the title of the document, and what stands under it. */
export function Page(props: {
  readonly title: string
  /** What the title of the document ends with; the business. */
  readonly of?: string
  readonly lead?: ReactNode
  /** Buttons and links that belong to the whole screen. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}): ReactElement {
  const { title, of } = props
  const product = useWords('ui')('product')
  useEffect(() => {
    const parts = [title, of, product].filter((part) => part !== undefined)
    document.title = [...new Set(parts)].join(' · ')
  }, [title, of, product])
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1 className={styles.title}>
            <bdi>{title}</bdi>
          </h1>
          {props.lead === undefined ? null : <p className={styles.lead}>{props.lead}</p>}
        </div>
        {props.actions}
      </header>
      {props.children}
    </div>
  )
}

/** A part of a screen, with its own heading where it needs one. */
export function Panel(props: {
  readonly title?: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}): ReactElement {
  return (
    <section className={styles.panel}>
      {props.title === undefined ? null : (
        <div>
          <h2 className={styles.panelTitle}>{props.title}</h2>
          {props.lead === undefined ? null : <p className={styles.panelLead}>{props.lead}</p>}
        </div>
      )}
      {props.children}
    </section>
  )
}

/** Panels side by side where there is room. */
export function Columns(props: { readonly children: ReactNode }): ReactElement {
  return <div className={styles.columns}>{props.children}</div>
}

/** One figure with its name, and what the reader should know of it. */
export interface Fact {
  readonly name: string
  readonly value: ReactNode
  readonly note?: ReactNode
}

/** A row of figures. */
export function Facts(props: { readonly of: readonly Fact[] }): ReactElement {
  return (
    <dl className={styles.facts}>
      {props.of.map((fact) => (
        <div key={fact.name} className={styles.fact}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
          {fact.note === undefined ? null : <dd className={styles.note}>{fact.note}</dd>}
        </div>
      ))}
    </dl>
  )
}
