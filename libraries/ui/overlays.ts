/** Controls that open something over the page. Apart from the others, for what places them is heavy: load them when they are opened. */
export { Menu, Modal, Popover } from '@mantine/core'
export { Select } from './select.tsx'
