# Finds a JDK 25 or newer and exports JAVA_HOME. Sourced by mvnw and wabahub, so: POSIX sh, and no
# process is started where reading a file will do (a JDK names its version in the file `release`).

# Sets jdk_major to the version of the JDK in folder $1; fails when there is none.
jdk_look() {
  jdk_major=0
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
      JAVA_VERSION=*)
        jdk_major=${jdk_line#JAVA_VERSION=}
        jdk_major=${jdk_major#\"}
        jdk_major=${jdk_major%%[!0-9]*}
        break
        ;;
    esac
  done <"$1/release"
  [ "${jdk_major:-0}" -ge 25 ]
}

# Sets jdk_home to the folder above bin/javac, through symbolic links.
jdk_of() {
  jdk_javac=$1
  while [ -h "$jdk_javac" ]; do
    jdk_link=$(readlink "$jdk_javac")
    case $jdk_link in
      /*) jdk_javac=$jdk_link ;;
      *) jdk_javac=${jdk_javac%/*}/$jdk_link ;;
    esac
  done
  jdk_home=${jdk_javac%/bin/javac}
}

# Sets jdk_home: JAVA_HOME, then the PATH, then the oldest that will do of the usual folders.
jdk_find() {
  jdk_home=${JAVA_HOME-}
  jdk_look "$jdk_home" && return
  if jdk_javac=$(command -v javac); then
    jdk_of "$jdk_javac"
    jdk_look "$jdk_home" && return
  fi
  jdk_best=
  for jdk_home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/java/* /opt/jvm/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/*; do
    if jdk_look "$jdk_home" && { [ -z "$jdk_best" ] || [ "$jdk_major" -lt "$jdk_best_major" ]; }; then
      jdk_best=$jdk_home jdk_best_major=$jdk_major
    fi
  done
  jdk_home=$jdk_best
  [ -n "$jdk_home" ]
}

if jdk_find; then
  JAVA_HOME=$jdk_home
  export JAVA_HOME
else
  echo "Wabahub needs a JDK 25 or newer and found none: install one (https://adoptium.net) or set JAVA_HOME to its folder." >&2
  exit 1
fi
