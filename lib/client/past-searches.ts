const storageKey = 'postern.searches';
const mostKept = 30;

/** What was searched for on this device, newest first; it goes with the sign-out. */
export function pastSearches(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    // Somebody else wrote there.
    return [];
  }
}

export function keepSearch(search: string): void {
  const others = pastSearches().filter((one) => one !== search);
  localStorage.setItem(storageKey, JSON.stringify([search, ...others].slice(0, mostKept)));
}
