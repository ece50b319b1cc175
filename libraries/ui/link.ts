/** Links between screens: a click changes the address without loading the page anew. */
export { Link } from '@tanstack/react-router'
