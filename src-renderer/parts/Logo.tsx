import logo from '../../assets/logo.svg';

export function Logo({ size }: { readonly size: number }) {
  return <img src={logo} width={size} height={size} alt="" />;
}
