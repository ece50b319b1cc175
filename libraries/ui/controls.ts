/** The controls that pages are made of; Mantine is imported here and in `look.tsx` only. */
export {
  ActionIcon,
  Button,
  Checkbox,
  Menu,
  Modal,
  NumberInput,
  Popover,
  Progress,
  SegmentedControl,
  Select,
  TextInput,
  Tooltip,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core'
