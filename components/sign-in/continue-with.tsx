'use client';

import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { type Refusal, type Told, t } from '#lib/client/index.ts';
import type { BegunOAuth } from '#lib/contract/index.ts';
import { Button } from '../ui/button.tsx';

type ContinueWithProps = {
  /** the provider's name, as people know it */
  name: string;
  /** asks the gateway where the browser goes */
  begin: () => Promise<Told<BegunOAuth>>;
  size?: 'medium' | 'large';
  label?: string;
  onRefused: (refusal: Refusal) => void;
};

/** Leads to the provider's own sign-in window; it sends the browser back by itself. */
export function ContinueWith({
  name,
  begin,
  size = 'medium',
  label = t('signIn.continueWith', { provider: name }),
  onRefused,
}: ContinueWithProps) {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      variant="primary"
      size={size}
      className="w-full"
      icon={<KeyRound aria-hidden size={16} />}
      busy={busy}
      onClick={async () => {
        setBusy(true);
        const told = await begin();
        if (told.ok) return window.location.assign(told.value.url);
        setBusy(false);
        onRefused(told.refusal);
      }}
    >
      {label}
    </Button>
  );
}
