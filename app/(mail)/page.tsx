import { redirect } from 'next/navigation';

/** The house has one front room. */
export default function RootPage(): never {
  redirect('/mail');
}
