# Sourced by the scripts here: projects made from packages that were just packed.

# use_packages PACKAGES WORK: projects in the folder WORK restore from PACKAGES; sets $version, the newest there.
# The packages are unpacked beside the projects, never into the user's cache, where a package of the same version from an
# earlier run would hide the new one. What the cache holds of other packages is used.
use_packages() {
  local cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
  unset NUGET_PACKAGES
  cat >"$2/nuget.config" <<XML
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <config><add key="globalPackagesFolder" value="$2/packages" /></config>
  <packageSources><add key="built" value="$1" /></packageSources>
  <fallbackPackageFolders><add key="cache" value="$cache" /></fallbackPackageFolders>
</configuration>
XML
  mkdir -p "$cache"
  version=$(basename "$(ls -t "$1"/OnnxRetrieval.Managed.*.nupkg | head -n 1)" .nupkg)
  version=${version#OnnxRetrieval.Managed.}
}
