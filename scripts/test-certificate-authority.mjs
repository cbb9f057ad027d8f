/** Makes the test certificates when missing. @returns {Promise<string>} the file for NODE_EXTRA_CA_CERTS, which Node reads only as it starts */
export async function testCertificateAuthority() {
  const { ensureCertificates } = await import('../e2e/servers/certificates.ts');
  return ensureCertificates().caFile;
}
