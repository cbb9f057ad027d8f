const rows = [
  { hue: 'var(--accent)', name: 58, subject: 150, time: 22, unread: true },
  { hue: 'var(--ok)', name: 74, subject: 118, time: 22, unread: true },
  { hue: 'var(--star)', name: 46, subject: 168, time: 22, unread: false },
  { hue: 'var(--danger)', name: 66, subject: 96, time: 22, unread: false },
  { hue: 'var(--ink-faint)', name: 52, subject: 134, time: 22, unread: false },
];

/** A quiet picture of the mail screen, for the eye only. */
export function DoorScene() {
  return (
    <svg aria-hidden viewBox="0 0 480 300" className="w-full max-w-[520px]" fill="none">
      <rect x="0.5" y="0.5" width="479" height="299" rx="10" fill="var(--paper)" stroke="var(--line-strong)" />
      <path d="M96 1v298M262 1v298" stroke="var(--line)" />
      <rect x="16" y="20" width="64" height="16" rx="8" fill="var(--accent)" />
      {[54, 76, 98, 120, 142].map((y, index) => (
        <g key={y}>
          <rect x="16" y={y} width="9" height="9" rx="2.5" fill={index === 0 ? 'var(--accent)' : 'var(--line-strong)'} />
          <rect
            x="32"
            y={y + 1.5}
            width={[38, 26, 32, 22, 30][index]}
            height="6"
            rx="3"
            fill={index === 0 ? 'var(--ink)' : 'var(--line-strong)'}
          />
        </g>
      ))}
      <rect x="106" y="16" width="146" height="20" rx="6" fill="var(--paper-sunken)" stroke="var(--line)" />
      {rows.map((row, index) => {
        const y = 48 + index * 48;
        return (
          <g key={row.subject}>
            {index === 1 ? <rect x="97" y={y - 8} width="165" height="48" fill="var(--paper-selected)" /> : null}
            <circle cx="120" cy={y + 16} r="9" fill={row.hue} opacity="0.28" />
            <rect x="137" y={y + 6} width={row.name} height="7" rx="3.5" fill={row.unread ? 'var(--ink)' : 'var(--ink-faint)'} />
            <rect x="137" y={y + 20} width={Math.min(110, row.subject)} height="5" rx="2.5" fill="var(--line-strong)" />
            {row.unread ? <circle cx="250" cy={y + 9} r="3" fill="var(--accent)" /> : null}
          </g>
        );
      })}
      <rect x="284" y="28" width="150" height="9" rx="4.5" fill="var(--ink)" />
      <circle cx="293" cy="64" r="9" fill="var(--ok)" opacity="0.28" />
      <rect x="310" y="57" width="62" height="6" rx="3" fill="var(--ink-faint)" />
      <rect x="310" y="68" width="40" height="5" rx="2.5" fill="var(--line-strong)" />
      {[96, 110, 124, 138, 164, 178].map((y, index) => (
        <rect key={y} x="284" y={y} width={[172, 166, 174, 96, 168, 120][index]} height="5" rx="2.5" fill="var(--line-strong)" />
      ))}
      <rect x="284" y="206" width="84" height="34" rx="6" stroke="var(--line-strong)" />
      <rect x="294" y="216" width="12" height="14" rx="2" fill="var(--line-strong)" />
      <rect x="314" y="218" width="44" height="5" rx="2.5" fill="var(--line-strong)" />
      <rect x="314" y="227" width="24" height="4" rx="2" fill="var(--line)" />
      <rect x="284" y="262" width="56" height="18" rx="6" fill="var(--accent)" />
      <rect x="348" y="262" width="56" height="18" rx="6" stroke="var(--line-strong)" />
    </svg>
  );
}
