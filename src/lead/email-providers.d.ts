/** The package ships without types: its default export is the list of domains. */
declare module 'email-providers' {
  const domains: string[];
  export default domains;
}
