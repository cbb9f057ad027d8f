/** The browser keeps what stands at this address as a file, beside the page. */
export function downloadFrom(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

/** The same with what was made here. */
export function downloadFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  downloadFrom(url, name);
  URL.revokeObjectURL(url);
}
