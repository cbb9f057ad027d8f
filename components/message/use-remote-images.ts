import { useEffect, useState } from 'react';
import { type Account, errorText, imageUrls, mailClient, senderReportOf, showToast, t } from '#lib/client/index.ts';
import type { RemoteImages } from '#lib/html/index.ts';
import { type AccountId, type EmailId, isMailError } from '#lib/mail/index.ts';

/** Whose remote images they are: the one address of From in lower case; null = nobody can be told by it. */
export type ImageSender = { address: string | null };

type RemoteState = { kind: 'off' } | { kind: 'asking' } | { kind: 'on'; urls: ReadonlyMap<string, string> };

const shown = new Map<EmailId, ReadonlyMap<string, string>>();
const mostShown = 100;

/** The images of a message that the person has let in, for printing; null = none. */
export const imagesShownOf = (emailId: EmailId): ReadonlyMap<string, string> | null => shown.get(emailId) ?? null;

/** As many as the gateway keeps; the oldest gives way. */
const mostSenders = 1000;

export type RemoteImagesChoice = {
  /** null = remote images stay off */
  urls: ReadonlyMap<string, string> | null;
  isAsking: boolean;
  onShow: (() => void) | null;
  onShowAlways: (() => void) | null;
};

/**
 * The person's decision about remote images: none by itself, those of this mail after a click, those of a sender always. The last is
 * remembered at the gateway, and counts only for mail that is not known to come from somebody else.
 */
export function useRemoteImages(
  accountId: AccountId,
  emailId: EmailId,
  images: RemoteImages,
  sender: ImageSender | null,
): RemoteImagesChoice {
  const [remote, setRemote] = useState<RemoteState>({ kind: 'off' });
  const preferences = mailClient().preferences();
  const known = preferences?.values.get();
  const address = sender?.address ?? null;
  const isAllowed = known?.remoteImages === 'ask' && address !== null && known.imageSenders.includes(address);

  async function show(): Promise<void> {
    setRemote({ kind: 'asking' });
    try {
      const urls = await imageUrls({ accountId, emailId }, images.urls);
      setRemote({ kind: 'on', urls });
      shown.set(emailId, urls);
      for (const oldest of shown.keys()) if (shown.size > mostShown) shown.delete(oldest);
    } catch (error) {
      if (!isMailError(error)) throw error;
      setRemote({ kind: 'off' });
      showToast({ kind: 'error', text: t('message.imagesFailed'), detail: errorText(error) });
    }
  }
  async function showAlways(always: string): Promise<void> {
    try {
      const senders = preferences?.values.get().imageSenders ?? [];
      if (!senders.includes(always)) await preferences?.change({ imageSenders: [...senders, always].slice(-mostSenders) });
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('message.senderNotKept'), detail: errorText(error) });
    }
    await show();
  }

  const hasImages = images.urls.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known that the mail has images
  useEffect(() => {
    const account = mailClient().account(accountId);
    if (!isAllowed || !hasImages || account === null) return;
    let isHere = true;
    isAsItSays(account, emailId).then((may) => {
      if (may && isHere) void show();
    });
    return () => {
      isHere = false;
    };
  }, [isAllowed, hasImages, emailId]);

  const offers = sender !== null && known?.remoteImages !== 'never';
  return {
    urls: remote.kind === 'on' ? remote.urls : null,
    isAsking: remote.kind === 'asking',
    onShow: offers ? () => void show() : null,
    onShowAlways: offers && address !== null && !isAllowed ? () => void showAlways(address) : null,
  };
}

/** What bears an allowed sender's address but failed its checks is asked about as any other mail. */
async function isAsItSays(account: Account, emailId: EmailId): Promise<boolean> {
  try {
    const report = await senderReportOf(account, emailId);
    return report !== null && report.verdict !== 'failed' && report.disputedFrom === null;
  } catch (error) {
    if (!isMailError(error)) throw error;
    return false;
  }
}
