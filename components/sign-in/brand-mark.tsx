/** The postern: a small door in a wall, with a letter slot. Drawn in the colour of the text around it. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" fill="none">
      <path d="M5 29V15.5C5 9 9.9 4 16 4s11 5 11 11.5V29" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
      <path d="M10.5 29V16.2c0-3.4 2.4-6 5.5-6s5.5 2.6 5.5 6V29" fill="currentColor" />
      <path d="M2.5 29h27" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
      <path d="M13.2 19.2h5.6" stroke="var(--paper)" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
