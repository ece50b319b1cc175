import { useEffect, useRef, type ReactElement, type ReactNode } from 'react'

/** A part of a page that may be wider or higher than its place: it scrolls, and takes the keyboard when it does. */
export function ScrollRegion(props: {
  readonly label: string
  readonly className: string | undefined
  readonly children: ReactNode
}): ReactElement {
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      const scrolls = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight
      if (scrolls) element.tabIndex = 0
      else element.removeAttribute('tabindex')
    })
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [])
  return (
    <section ref={place} className={props.className} aria-label={props.label}>
      {props.children}
    </section>
  )
}
