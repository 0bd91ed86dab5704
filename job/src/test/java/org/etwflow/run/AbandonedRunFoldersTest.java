package org.etwflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removal of folders that earlier runs left among the temporary files. */
class AbandonedRunFoldersTest {

  @TempDir private Path temporary;
  @TempDir private Path elsewhere;

  private UserPrincipal user;

  @BeforeEach
  void findUser() throws IOException {
    user = Files.getOwner(temporary);
  }

  private Path folder(final String name) throws IOException {
    final Path folder = Files.createDirectory(temporary.resolve(name));
    Files.createFile(folder.resolve("lock"));
    Files.createFile(Files.createDirectory(folder.resolve("tasks")).resolve("spilled"));
    return folder;
  }

  @Test
  void unlockedFolder_isRemoved() throws Exception {
    final Path folder = folder("etwflow-run-1");
    AbandonedRunFolders.removeFrom(temporary, user);
    assertThat(folder).doesNotExist();
  }

  @Test
  void emptyFolderOfRunKilledBeforeLock_isRemoved() throws Exception {
    final Path folder = Files.createDirectory(temporary.resolve("etwflow-run-1"));
    AbandonedRunFolders.removeFrom(temporary, user);
    assertThat(folder).doesNotExist();
  }

  @Test
  void folderOfThisProcess_isKept() throws Exception {
    try (RunFolder folder = RunFolder.create()) {
      AbandonedRunFolders.removeFrom(folder.path().getParent(), user);
      assertThat(folder.path()).isNotEmptyDirectory();
    }
  }

  @Test
  void foldersOfOtherUsers_areKept() throws Exception {
    final Path folder = folder("etwflow-run-1");
    AbandonedRunFolders.removeFrom(temporary, () -> "somebody else");
    assertThat(folder).isNotEmptyDirectory();
  }

  @Test
  void foldersWithOtherNamesOrWithoutLock_areKept() throws Exception {
    final Path named = folder("etwflow-traces");
    final Path withoutLock = folder("etwflow-run-1");
    Files.delete(withoutLock.resolve("lock"));
    AbandonedRunFolders.removeFrom(temporary, user);
    assertThat(named).isNotEmptyDirectory();
    assertThat(withoutLock).isNotEmptyDirectory();
  }

  @Test
  void plantedLinks_areNotFollowed() throws Exception {
    final Path kept = Files.createFile(elsewhere.resolve("lock"));
    final Path link = Files.createSymbolicLink(temporary.resolve("etwflow-run-1"), elsewhere);
    final Path folder = folder("etwflow-run-2");
    Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    final Path locked = folder("etwflow-run-3");
    Files.delete(locked.resolve("lock"));
    Files.createSymbolicLink(locked.resolve("lock"), kept);

    AbandonedRunFolders.removeFrom(temporary, user);

    assertThat(kept).exists();
    assertThat(link).exists();
    assertThat(folder).doesNotExist();
    assertThat(locked).isNotEmptyDirectory();
  }
}
